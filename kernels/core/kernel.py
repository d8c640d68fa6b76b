"""Two-step compilation of kernels: a body that other kernels copy, and machine code only where Python calls.

Numba makes machine code, and a wrapper for Python, of every function it meets. Most kernels are called by kernels only,
and a wrapper that unpacks a hundred arrays takes longer to compile than its function. Leaving out those wrappers, and
repeated passes, shortens compilation from three minutes to one. (Linking machine code instead of copying bodies was
tried: it saves little more, and a replication takes two thirds longer because the arrays of the world travel over the
stack.)

This module uses private parts of numba; ``pyproject.toml`` names the versions that were tested.
"""

import llvmlite.binding as llvm
from numba.core import compiler
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
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


class Kernel(CPUDispatcher):
    """Compiled function: kernels that call it copy its body, Python calls its entry, made at the first call."""

    def __init__(self, py_func, locals=None, targetoptions=None, pipeline_class=BodyCompiler):  # noqa: A002 - numba's names
        super().__init__(py_func, locals, targetoptions, pipeline_class)
        self._entries = {}
        self._store = CodeStore(py_func, lambda: self.targetctx.codegen().magic_tuple())

    @property
    def ready(self):
        """True once an entry for Python has been made."""
        return bool(self._entries)

    @property
    def signatures(self):
        """Combinations of argument types for which the kernel was compiled or loaded."""
        return [*self.overloads, *(types for types in self._entries if types not in self.overloads)]

    def compile(self, sig):
        """Compile the body for a signature, or load it from the store.

        ``sig``: numba signature or tuple of argument types. Numba calls this when a kernel meets new types.
        """
        types, returned = normalize_signature(sig)
        types = tuple(types)
        with global_compiler_lock, self._compiling_counter:
            if types in self.overloads:
                return
            found = self._load_body(types)
            if found is None:
                found = self._compiler.compile(types, returned)
                found.fndesc.typemap = found.fndesc.calltypes = None  # as numba does: they cannot be kept
                found.library._ensure_finalized()
                bitcode = found.library._final_module.as_bitcode()
                self._store.save("body", types, (bitcode, found.fndesc, found.environment, found.signature))
            found = found._replace(entry_point=found.library)  # by which numba finds it again
            self.targetctx.insert_user_function(found.entry_point, found.fndesc, [found.library])
            self.overloads[types] = found

    def _load_body(self, types):
        stored = self._store.load("body", types)
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
            types = tuple(self.typeof_pyval(arg) for arg in args)
            with global_compiler_lock:
                if types not in self._entries:
                    self.targetctx.refresh()
                    self._entries[types] = self._load_entry(types) or self._make_entry(types)
                    self._insert([kind._code for kind in types], self._entries[types], False)
                return self._entries[types]
        finally:
            self._types_active_call.clear()

    def _make_entry(self, types):
        self.compile(types)
        body = self.overloads[types]
        library = Entry(self.targetctx.codegen(), f"{body.library.name}.entry")
        library.enable_object_caching()
        library.add_linking_library(body.library)
        with self.targetctx.push_code_library(library):
            self.targetctx.create_cpython_wrapper(library, body.fndesc, body.environment, None, release_gil=True)
        entry = self.targetctx.get_executable(library, body.fndesc, body.environment)
        self._store.save("entry", types, (library._get_compiled_object(), body.fndesc, body.environment))
        return entry

    def _load_entry(self, types):
        stored = self._store.load("entry", types)
        if stored is None:
            return None
        code, fndesc, environment = stored
        library = Entry(self.targetctx.codegen(), f"{fndesc.qualname}.entry")
        library.enable_object_caching()
        library._set_compiled_object(code)
        library._finalize_final_module()
        library.codegen._engine._defined_symbols.add(fndesc.llvm_cpython_wrapper_name)
        self._cache_hits[types] += 1
        return self.targetctx.get_executable(library, fndesc, environment)
