"""ZIP files with the same bytes whenever they are made, for a Word file is one."""

import io
import zipfile

DAY_ZERO = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can say


def zipped(files):
    """The bytes of a ZIP file of {name: bytes} without a clock time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(zipfile.ZipInfo(name, DAY_ZERO), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unzipped(data):
    """The files in a ZIP file, {name: bytes}."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
