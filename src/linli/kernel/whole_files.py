"""Small files that must be there whole or not at all, whenever the power goes: keys."""

import os
import tempfile
from pathlib import Path


def make_once(path: Path, content: str) -> None:
    """Write the file unless there is one; of two that try at once, one wins."""
    written = _write(path, content)
    try:
        # A link appears whole or not at all.
        os.link(written, path)
    except FileExistsError:
        pass
    finally:
        written.unlink()
    _keep(path.parent)


def replace(path: Path, content: str) -> None:
    """Put the new content in the place of the old."""
    _write(path, content).replace(path)
    _keep(path.parent)


def _write(path: Path, content: str) -> Path:
    """A new file beside it with mode 0600, flushed to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def _keep(folder: Path) -> None:
    """Flush the folder, too: a name that is not on the disk is lost with the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
