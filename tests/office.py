"""LibreOffice on a Word file: its tracked changes accepted or rejected one by one, and the text that is left."""

import os
import re
import shutil
import subprocess

import pytest

PROGRAM = shutil.which("soffice")
wanted = pytest.mark.skipif(not (PROGRAM and os.environ.get("OFFICE")), reason="OFFICE=1, and LibreOffice, try it")
XLB = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""
XLC = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>"""
XBA = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{}</script:module>"""
# The first change that is left is selected and taken, until none is left; how many were there is printed.
BASIC = """
Function Counted(doc)
  n = 0
  changes = doc.getRedlines().createEnumeration()
  Do While changes.hasMoreElements()
    one = changes.nextElement()
    n = n + 1
  Loop
  Counted = n
End Function
Sub Main
  On Error GoTo failed
  file = FreeFile
  Open Environ("LOG") For Output As #file
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL(Environ("SOURCE"), "_blank", 0, hidden())
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  frame = doc.CurrentController.Frame
  Print #file, Counted(doc)
  For number = 1 To 2000
    If Counted(doc) = 0 Then Exit For
    helper.executeDispatch(frame, ".uno:GoToStartOfDoc", "", 0, Array())
    helper.executeDispatch(frame, ".uno:NextTrackedChange", "", 0, Array())
    helper.executeDispatch(frame, ".uno:" + Environ("HOW") + "TrackedChange", "", 0, Array())
  Next
  Dim text(0) As New com.sun.star.beans.PropertyValue
  text(0).Name = "FilterName"
  text(0).Value = "Text"
  doc.storeToURL(Environ("TARGET"), text())
  doc.close(True)
  GoTo done
failed:
  Print #file, Error$ + " in line " + Erl
done:
  Close #file
  StarDesktop.terminate()
End Sub
"""


def office(content, folder, *, how):
    """(The text of a Word file after each of its changes was accepted or rejected, how many there were).

    how: Accept or Reject.
    """
    start = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    quiet = {"check": True, "capture_output": True, "timeout": 120}
    subprocess.run([*start, "--terminate_after_init"], **quiet)  # the first start only makes the profile
    place = folder / "profile" / "user" / "basic" / "Standard"
    place.mkdir(parents=True, exist_ok=True)
    (place.parent / "script.xlc").write_text(XLC)
    (place / "script.xlb").write_text(XLB)
    (place / "Module1.xba").write_text(XBA.format(BASIC))
    source, target, log = (folder / name for name in ("it.docx", "it.txt", "log.txt"))
    source.write_bytes(content)
    target.unlink(missing_ok=True)
    told = {"SOURCE": source.as_uri(), "TARGET": target.as_uri(), "LOG": str(log), "HOW": how}
    subprocess.run([*start, "macro:///Standard.Module1.Main"], env=os.environ | told, **quiet)
    assert target.exists(), log.read_text()
    return re.sub(r"\n+", "\n", target.read_text("utf-8-sig")).strip(), int(log.read_text())
