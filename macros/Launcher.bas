Attribute VB_Name = "Launcher"
Option Explicit
' Starts the toolkit's Python for the workbook in front. Python reads, checks and writes; nothing is worked
' out here. This module speaks only when Python cannot start or stops part way.

Public Const TOOLKIT_VERSION As String = "0.1.0"
Public Const TOOLKIT As String = "Improvement plan toolkit"
Private Const MAC_SCRIPT As String = "ImprovementPlanToolkit.applescript"
Private Const NO_ANSWER As Long = 4

Public Sub RunTask(ByVal task As String, Optional ByVal folderPrompt As String = "")
    Dim python As String, folder As String, code As Long
    On Error GoTo CouldNotStart
    python = InterpreterPath()
    If Len(python) = 0 Then
        Say "The Python part of the toolkit is not set up on this computer, so nothing was changed." & vbCrLf & _
            "Ask your IT help desk to set up the 'Improvement plan toolkit'."
        Exit Sub
    End If
    If Not BookInFront() Then Exit Sub
    If Len(folderPrompt) > 0 Then
        folder = PickFolder(folderPrompt)
        If Len(folder) = 0 Then Exit Sub
    End If
    Application.StatusBar = TOOLKIT & ": working..."
    code = StartPython(python, task, folder)
    Application.StatusBar = False
    ' 0 and 1 are answers, and Python has given them. A process that crashes ends below zero.
    If code = NO_ANSWER Then
        Say "Excel gave no answer, so the toolkit stopped. Finish the cell you are typing in with Enter, or close the " & _
            "box that is open in Excel. Then press Undo last, in case part of it was written, and the button again."
    ElseIf code < 0 Or code > 1 Then
        Say "The toolkit stopped before it finished (code " & code & "). Your workbook has not been saved or closed." & _
            vbCrLf & "Please send the help desk the log: %LOCALAPPDATA%\ImprovementPlanToolkit\toolkit.log"
    End If
    Exit Sub
CouldNotStart:
    Application.StatusBar = False
    Say "The Python part of the toolkit could not be started, so nothing was changed. It may have been moved, or " & _
        "this computer may not let Excel start it." & vbCrLf & _
        "Please tell your IT help desk: " & Err.Description & " (" & Err.Number & ")."
End Sub

' Whether a workbook is in front that may be read and changed; says so where there is none.
Public Function BookInFront() As Boolean
    Dim guarded As String
    If ActiveWorkbook Is Nothing Then
        Say "Open an improvement plan workbook first, then press the button again." & vbCrLf & _
            "If it is in Protected View, press Enable Editing first."
        Exit Function
    End If
    guarded = ProtectedViewName()
    BookInFront = True
    If Len(guarded) > 0 Then
        ' The button cannot reach that one, and would act on the workbook behind it.
        BookInFront = (MsgBox(guarded & " is in Protected View, where no button can work. If you mean that workbook, " & _
            "choose No, press Enable Editing in the bar above the sheet, and press the button again." & vbCrLf & vbCrLf & _
            "Work on " & ActiveWorkbook.Name & " instead?", vbYesNo + vbQuestion + vbDefaultButton2, TOOLKIT) = vbYes)
    End If
End Function

Public Sub Tell(ByVal answer As String)
    ' A message box shows about a thousand characters.
    If Len(answer) > 1000 Then answer = Left$(answer, 1000) & "..."
    MsgBox answer, vbInformation, TOOLKIT
End Sub

Public Sub Say(ByVal sentence As String)
    MsgBox sentence & vbCrLf & vbCrLf & "(Add-in version " & TOOLKIT_VERSION & ")", vbExclamation, TOOLKIT
End Sub

#If Mac Then
Private Function ProtectedViewName() As String
    ' Excel for Mac has no Protected View.
End Function

' On the Mac, Excel may start nothing itself; a script in its Application Scripts folder does.
Private Function InterpreterPath() As String
    On Error Resume Next ' The script is missing until the toolkit is installed.
    InterpreterPath = AppleScriptTask(MAC_SCRIPT, "PythonPath", "")
End Function

Private Function PickFolder(ByVal prompt As String) As String
    PickFolder = AppleScriptTask(MAC_SCRIPT, "PickFolder", prompt)
End Function

Private Function StartPython(ByVal python As String, ByVal task As String, ByVal folder As String) As Long
    ' Does not wait: a script cannot reach Excel while a macro is still running.
    Dim words As String
    words = python & vbLf & task & vbLf & "--wb=" & ActiveWorkbook.Name & vbLf & "--from_xl=1"
    If Len(folder) > 0 Then words = words & vbLf & "--folder=" & folder
    AppleScriptTask MAC_SCRIPT, "StartPython", words & vbLf & "--addin-version=" & TOOLKIT_VERSION
End Function
#Else
Private Function ProtectedViewName() As String
    If Not Application.ActiveProtectedViewWindow Is Nothing Then
        ProtectedViewName = Application.ActiveProtectedViewWindow.SourceName
    End If
End Function

Private Function InterpreterPath() As String
    InterpreterPath = GetSetting("ImprovementPlanToolkit", "Launcher", "Python", "")
End Function

Private Function PickFolder(ByVal prompt As String) As String
    With Application.FileDialog(4) ' msoFileDialogFolderPicker
        .Title = prompt
        If .Show = -1 Then PickFolder = .SelectedItems(1)
    End With
End Function

Private Function StartPython(ByVal python As String, ByVal task As String, ByVal folder As String) As Long
    Dim wsh As Object, words As String
    words = Quoted(python) & " -I -m toolkit.ribbon " & task & " " & Quoted("--wb=" & ActiveWorkbook.Name) & _
            " --from_xl=1 --hwnd=" & Application.Hwnd
    If Len(folder) > 0 Then words = words & " " & Quoted("--folder=" & folder)
    words = words & " --addin-version=" & TOOLKIT_VERSION
    Set wsh = CreateObject("WScript.Shell")
    If InStr(words, "%") > 0 Then
        ' Run puts the environment's NAME in place of %NAME%, even in a workbook's name.
        wsh.Environment("PROCESS").Item("IPT_PERCENT") = "%"
        words = Replace(words, "%", "%IPT_PERCENT%")
    End If
    StartPython = wsh.Run(words, 0, True)
End Function

Private Function Quoted(ByVal text As String) As String
    ' A backslash before the closing quotation mark would escape it: D:\ becomes "D:\\".
    If Right$(text, 1) = "\" Then text = text & "\"
    Quoted = Chr$(34) & Replace(text, Chr$(34), "\" & Chr$(34)) & Chr$(34)
End Function
#End If
