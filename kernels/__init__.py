"""Rules of the world, written once and compiled with numba; both engines run them.

A kernel takes the slices that it reads or writes, then the day, then whom it acts on. A slice is a named tuple of
arrays: ``...Params`` is read-only, ``...State`` is what a replication writes. Every field says its type, shape and
unit. Arguments with the name of a field of ``World`` or ``Market`` are those slices; these mean the same everywhere:

* ``day``: int64, days since the start of the run.
* ``who``: int64, number of the actor within its kind.
* ``seed``: int64, seed of the run: first part of a draw's address (``kernels/core/draw.py``).
* ``replication``: int64, number of the replication: second part of the address.
* ``purpose``: int64, a value of ``Purpose``: third part of the address.
* ``entity``: int64, 32-bit hash of a stable name: fourth part of the address.
* ``index``: int64, number of the draw, 0 to 2^32 - 1: last part of the address.
* ``slot``: int64, place of a cargo in ``lots``.
* ``s``: int64 [lane], number of a lane.
* ``region``: int64 [region], number of a region in ``lodeflow.catalog.names.REGIONS``.
* ``heading``: int64 [heading], number of a heading: the export controls on the same goods to the same destinations.
* ``course``: ``SpellState``, how floods, crackdowns and surges stand.
* ``netback``: float64 (cells,) [USD/t], price at the gate; where nothing is made yet, what a buyer could pay there.
* ``moments``: int64 (moments,), packed moments of one day in the order of their kinds.
* ``lo``: int64, place of the first moment of a batch in ``moments``.
* ``hi``: int64, place after the last moment of a batch in ``moments``.
* ``after``: int64 (moments,), next moment of each actor of a batch; NEVER for none.
* ``keep_lots``: bool, whether finished cargoes go on tape.
* ``agenda``: ``Agenda``, moments to come.
"""
