Attribute VB_Name = "Ribbon"
Option Explicit
' One callback for each button of the Improvement plan tab. Each hands one word to the launcher, or to Problems, which answers itself.

Public Sub IptValidate(control As IRibbonControl)
    RunTask "validate"
End Sub

Public Sub IptNextProblem(control As IRibbonControl)
    Answer "next-problem"
End Sub

Public Sub IptClearMarks(control As IRibbonControl)
    Answer "clear-marks"
End Sub

Public Sub IptExplainRule(control As IRibbonControl)
    Answer "explain-rule"
End Sub

Public Sub IptFix(control As IRibbonControl)
    RunTask "fix"
End Sub

Public Sub IptRefresh(control As IRibbonControl)
    RunTask "refresh"
End Sub

Public Sub IptKey(control As IRibbonControl)
    Answer "key"
End Sub

Public Sub IptSignOff(control As IRibbonControl)
    RunTask "sign-off"
End Sub

Public Sub IptNilReturn(control As IRibbonControl)
    RunTask "nil-return"
End Sub

Public Sub IptUndo(control As IRibbonControl)
    RunTask "undo"
End Sub

Public Sub IptIssue(control As IRibbonControl)
    RunTask "issue", "Choose the folder to put the returns in"
End Sub

Public Sub IptMerge(control As IRibbonControl)
    RunTask "merge", "Choose the folder that holds the returns"
End Sub

Public Sub IptSettle(control As IRibbonControl)
    RunTask "settle"
End Sub

Public Sub IptBoard(control As IRibbonControl)
    RunTask "board", "Choose the folder to put the board pack in"
End Sub

Public Sub IptGuide(control As IRibbonControl)
    Answer "guide"
End Sub

Public Sub IptAbout(control As IRibbonControl)
    RunTask "about"
End Sub
