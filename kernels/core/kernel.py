"""Two-step compilation of kernels: a body that other kernels copy, and machine code only where Python calls.

Numba makes machine code, and a wrapper for Python, of every function it meets. Most kernels are called by kernels only,
and a wrapper that unpacks a hundred arrays takes longer to compile than its function. Leaving out those wrappers, and
repeated passes, shortens compilation from three minutes to one. (Linking machine code instead of copying bodies was
tried: it saves little more, and a replication takes two thirds longer because the arrays of the world travel over the
stack.)

This module uses private parts of numba; ``pyproject.toml`` names the versions that were tested.
"""

from copy import copy

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import compiler, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher
from numba.core.sigutils import normalize_signature

from lodeflow.kernels.core.code_store import CodeStore


class Body(JITCodeLibrary):
    """Optimised LLVM code of a kernel, without machine code."""

    def _optimize_functions(self, ll_module):
        ll_module.data_layout = self._codegen._data_layout  # the passes over whole modules follow later

    def _finalize_final_module(self):
        self._verify_declare_only_symbols()
        self._finalized = True  # not added to the engine, which would make machine code


class Entry(JITCodeLibrary):
    """Machine code of an optimised body, and of the wrapper by which Python calls it."""

    def _optimize_final_module(self):
        """Nothing: another round would take ten seconds for the loop over the world and change no timing."""


class BodyCompiler(CompilerBase):
    """Numba's compiler, stopped at the body."""

    def define_pipelines(self):
        """Numba's nopython pipeline into a ``Body``, as a list of one pass manager."""
        self.state.library = Body(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.flags.no_compile = True
        self.state.flags.noalias = True  # no call hands over a written array twice: tests/kernels/core/test_aliases.py
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


class Kernel(CPUDispatcher):
    """Compiled function: kernels that call it copy its body, Python calls its entry, made at the first call."""

    def __init__(self, py_func, locals=None, targetoptions=None, pipeline_class=BodyCompiler):  # noqa: A002 - numba's names
        super().__init__(py_func, locals, targetoptions, pipeline_class)
        self._entries, self._by_table = {}, {}
        self._store = CodeStore(py_func, lambda: self.targetctx.codegen().magic_tuple())

    @property
    def ready(self):
        """True once an entry for Python has been made."""
        return bool(self._entries)

    @property
    def signatures(self):
        """Combinations of argument types for which the kernel was compiled or loaded."""
        return [*dict.fromkeys((*self.overloads, *self._entries, *self._by_table))]

    def compile(self, sig):
        """Compile the body for a signature, or load it from the store.

        ``sig``: numba signature or tuple of argument types. Numba calls this when a kernel meets new types.
        """
        kinds, returned = normalize_signature(sig)
        kinds = tuple(kinds)
        with global_compiler_lock, self._compiling_counter:
            if kinds in self.overloads:
                return
            found = self._load_body(kinds)
            if found is None:
                found = self._compiler.compile(kinds, returned)
                found.fndesc.typemap = found.fndesc.calltypes = None  # as numba does: they cannot be kept
                found.library._ensure_finalized()
                bitcode = found.library._final_module.as_bitcode()
                self._store.save("body", kinds, (bitcode, found.fndesc, found.environment, found.signature))
            found = found._replace(entry_point=found.library)  # by which numba finds it again
            self.targetctx.insert_user_function(found.entry_point, found.fndesc, [found.library])
            self.overloads[kinds] = found

    def entry_by_table(self, slices, rest):
        """Function for Python that reads the slices from a table and calls the body.

        Its arguments are the address of the table (``bound_call.table_of``) and ``rest`` whole numbers, which come
        after the slices. It holds Python's lock: letting go of it takes longer than most kernels.

        ``slices``: tuple of slices like those of the table; ``rest``: int.
        """
        kinds = (*(self.typeof_pyval(each) for each in slices), *[types.int64] * rest)
        with global_compiler_lock:
            if kinds not in self._by_table:
                self.targetctx.refresh()
                found = self._load_entry("table", kinds) or self._make_entry("table", kinds, rest)
                self._by_table[kinds] = found
            return self._by_table[kinds]

    def _load_body(self, kinds):
        stored = self._store.load("body", kinds)
        if stored is None:
            return None
        bitcode, fndesc, environment, signature = stored
        library = Body(self.targetctx.codegen(), fndesc.qualname)
        library._final_module = llvm.parse_bitcode(bitcode)
        library._finalized = True
        return compiler.compile_result(
            typing_context=self.typingctx,
            target_context=self.targetctx,
            library=library,
            environment=environment,
            fndesc=fndesc,
            signature=signature,
            objectmode=False,
            lifted=(),
        )

    def _compile_for_args(self, *args, **_):
        """Entry for the types of a call from Python that has none yet."""
        self._compilation_chain_init_hook()
        try:
            kinds = tuple(self.typeof_pyval(arg) for arg in args)
            with global_compiler_lock:
                if kinds not in self._entries:
                    self.targetctx.refresh()
                    self._entries[kinds] = self._load_entry("entry", kinds) or self._make_entry("entry", kinds)
                    self._insert([kind._code for kind in kinds], self._entries[kinds], False)
                return self._entries[kinds]
        finally:
            self._types_active_call.clear()

    def _make_entry(self, form, kinds, rest=None):
        """Entry for Python, kept in the store.

        ``form``: "entry" for one that takes all arguments, "table" for one that takes a table and ``rest`` arguments.
        """
        self.compile(kinds)
        body = self.overloads[kinds]
        library = Entry(self.targetctx.codegen(), f"{body.library.name}.{form}")
        library.enable_object_caching()
        library.add_linking_library(body.library)
        called = body.fndesc if rest is None else self._read_table(library, body.fndesc, rest)
        with self.targetctx.push_code_library(library):
            self.targetctx.create_cpython_wrapper(library, called, body.environment, None, release_gil=rest is None)
        entry = self.targetctx.get_executable(library, called, body.environment)
        self._store.save(form, kinds, (library._get_compiled_object(), called, body.environment))
        return entry

    def _read_table(self, library, body, rest):
        """Function in ``library`` that loads every part of the slices from a table and hands them to ``body``.

        Returns its descriptor: its arguments are the address of the table and ``rest`` whole numbers.
        """
        reader = copy(body)
        reader.argtypes = (types.int64,) * (1 + rest)
        reader.mangled_name = f"{body.mangled_name}.table"
        convention = self.targetctx.call_conv
        module = self.targetctx.create_module("table")
        callee = ir.Function(module, convention.get_function_type(body.restype, body.argtypes), body.llvm_func_name)
        function = ir.Function(
            module, convention.get_function_type(reader.restype, reader.argtypes), reader.llvm_func_name
        )
        builder = ir.IRBuilder(function.append_basic_block())
        result, raised, address, *others = function.args
        parts = callee.args[2 : len(callee.args) - rest]
        table = builder.inttoptr(address, ir.IntType(64).as_pointer())
        places = (builder.gep(table, [ir.IntType(64)(place)]) for place in range(len(parts)))
        loaded = [
            builder.load(builder.bitcast(place, part.type.as_pointer()))
            for place, part in zip(places, parts, strict=True)
        ]
        builder.ret(builder.call(callee, [result, raised, *loaded, *others]))
        library.add_ir_module(module)
        return reader

    def _load_entry(self, form, kinds):
        stored = self._store.load(form, kinds)
        if stored is None:
            return None
        code, fndesc, environment = stored
        library = Entry(self.targetctx.codegen(), f"{fndesc.qualname}.{form}")
        library.enable_object_caching()
        library._set_compiled_object(code)
        library._finalize_final_module()
        library.codegen._engine._defined_symbols.add(fndesc.llvm_cpython_wrapper_name)
        self._cache_hits[kinds] += 1
        return self.targetctx.get_executable(library, fndesc, environment)
