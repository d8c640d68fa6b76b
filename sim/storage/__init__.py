"""Result folders: table schemas, Parquet files, atomic writes, manifest, receipts and verification."""
