Attribute VB_Name = "Problems"
Option Explicit
' Answers at once, without Python, from what the last check left in the table CheckResults. Tables are found by
' name, and a row by what it holds: rows are sorted and inserted after a check, and sheets are renamed.

Private Const BETWEEN As String = " | "

' Of each line of Check results, as the last press read them.
Private results As ListObject
Private lines As Long
Private places As Collection
Private spots() As String
Private advice() As Boolean
Private stops() As Boolean ' The first line about its cell, of the errors and warnings or of the advice.
Private lastShown As String

Public Sub Answer(ByVal button As String)
    On Error GoTo Refused
    If Not BookInFront() Then Exit Sub
    If ActiveCell Is Nothing Then
        Tell "Select a cell on one of the sheets first."
        Exit Sub
    End If
    Select Case button
        Case "next-problem": NextProblem
        Case "explain-rule": ExplainRule
        Case "clear-marks": ClearMarks
        Case "key": ShowKey
        Case "guide": ShowGuide
    End Select
    Exit Sub
Refused:
    Say "Excel did not let this button finish, and nothing that you typed was changed. If a sheet is protected, " & _
        "unprotect it and try again." & vbCrLf & "(" & Err.Description & ", " & Err.Number & ")"
End Sub

Private Sub NextProblem()
    Dim at As Long, onlyAdvice As Boolean
    If Not LoadProblems() Then Exit Sub
    If lines = 0 Then
        Tell "Nothing is listed on Check results. Press Validate to check the workbook as it is now."
        Exit Sub
    End If
    at = ProblemAt(SpotOf(ActiveCell))
    If at = 0 Then at = SelectedLine()
    If at > 0 And SpotOf(ActiveCell) <> lastShown Then
        ' Somebody chose this cell or this line, be it advice or not.
        ShowProblem at
        Exit Sub
    End If
    If at = 0 Then at = ProblemAt(lastShown)
    If at > 0 Then onlyAdvice = advice(at)
    If at = 0 Then at = LineAbove()
    If CountStops(onlyAdvice, lines) = 0 Then
        If MsgBox("No error or warning is listed. Go through the advice?", vbYesNo + vbQuestion, TOOLKIT) = vbNo Then Exit Sub
        onlyAdvice = True
    End If
    Do
        at = at Mod lines + 1
    Loop Until stops(at) And advice(at) = onlyAdvice
    ShowProblem at
End Sub

Private Sub ShowProblem(ByVal at As Long)
    Dim number As String, words As String, other As Long
    lastShown = spots(at)
    number = IIf(advice(at), "Advice ", "Problem ") & CountStops(advice(at), at) & " of " & _
        CountStops(advice(at), lines)
    If Not CanBeSeen(places(at), number, Entry(at, "Ref")) Then Exit Sub
    Application.Goto places(at)
    words = number & ": " & ActiveSheet.Name & ", " & ActiveCell.Address(False, False)
    For other = 1 To lines
        If spots(other) = lastShown Then
            words = words & vbCrLf & vbCrLf & Capital(Entry(other, "Severity")) & " " & Entry(other, "Rule") & ": " & Entry(other, "What is wrong") & vbCrLf & _
                Entry(other, "How to fix it")
        End If
    Next other
    Tell words
End Sub

' Whether the cell is there to be looked at. What a filter hides is shown only if the officer says so.
Private Function CanBeSeen(ByVal place As Range, ByVal number As String, ByVal ref As String) As Boolean
    Dim row As String
    row = "row " & place.Row & " of " & place.Parent.Name & IIf(Len(ref) > 0, " (" & ref & ")", "")
    If place.Parent.Visible <> xlSheetVisible Then
        Tell number & " is in " & row & ". That sheet is hidden: right-click a sheet's tab and choose Unhide."
        Exit Function
    End If
    If place.EntireRow.Hidden Or place.EntireColumn.Hidden Then
        If MsgBox(number & " is in " & row & ", which is hidden, perhaps by a filter. Show it?", _
            vbYesNo + vbQuestion, TOOLKIT) = vbNo Then Exit Function
        place.EntireRow.Hidden = False
        place.EntireColumn.Hidden = False
    End If
    CanBeSeen = True
End Function

Private Sub ExplainRule()
    Dim at As Long, words As String, paragraph As String
    If Not LoadProblems() Then Exit Sub
    For at = 1 To lines
        If spots(at) = SpotOf(ActiveCell) Or at = SelectedLine() Then
            paragraph = Entry(at, "Rule") & " (" & Entry(at, "Severity") & "): " & Entry(at, "Why it matters") & vbCrLf & _
                "How to put it right: " & Entry(at, "How to fix it")
            If InStr(words, paragraph) = 0 Then words = words & IIf(Len(words) > 0, vbCrLf & vbCrLf, "") & paragraph
        End If
    Next at
    If Len(words) = 0 Then
        words = "No problem is listed for " & ActiveCell.Address(False, False) & " on " & ActiveSheet.Name & _
            ". Select a marked cell or a line of Check results, then press Explain rule. If nothing is marked, " & _
            "press Validate first."
    End If
    Tell words
End Sub

Private Sub ClearMarks()
    Dim arrows As Boolean
    If Not LoadProblems() Then Exit Sub
    If lines = 0 Then
        Tell "There were no marks."
        Exit Sub
    End If
    If results.Parent.ProtectContents Then
        Tell "The sheet " & results.Parent.Name & " is protected, so the marks stay. Choose Review, Unprotect Sheet, " & _
            "and press the button again."
        Exit Sub
    End If
    If Not AnswersKept() Then Exit Sub
    ' Where a filter hides something, hidden rows and columns would not be emptied. This table's filter may go.
    arrows = results.ShowAutoFilter
    results.ShowAutoFilter = False
    If results.Parent.FilterMode Then results.Parent.ShowAllData
    results.DataBodyRange.EntireRow.Hidden = False
    results.DataBodyRange.ClearContents
    results.ShowAutoFilter = arrows
    If Not results.ShowTotals Then results.Resize results.Range.Resize(2)
    Tell "The marks are gone. Press Validate to check again."
End Sub

' Moves what was answered beside the lines to the table Answers; says why, and gives False, where that cannot be.
Private Function AnswersKept() As Boolean
    Dim answers As ListObject, at As Long, row As Long, pair As Variant
    AnswersKept = True
    If ColumnOf(results, "Answer") = 0 Then Exit Function
    For at = 1 To results.ListRows.Count
        If Len(Trim$(Entry(at, "Answer"))) > 0 Then
            If answers Is Nothing Then Set answers = TableNamed("Answers")
            AnswersKept = False
            If answers Is Nothing Then
                Tell "This workbook has no Answers table, so what you answered would be lost. Press Validate, which keeps it."
                Exit Function
            End If
            If answers.Parent.ProtectContents Or answers.Parent.FilterMode Or answers.ShowTotals Then
                Tell "What you answered must be kept on the sheet " & answers.Parent.Name & " first. Unprotect it, show " & _
                    "all its rows, take its total row away, and press the button again."
                Exit Function
            End If
            row = FreeRow(answers)
            For Each pair In Array("Rule|Rule", "Ref|Ref", "Words judged|Words", "Answer|Answer")
                Keep answers, row, Split(pair, "|")(1), Entry(at, Split(pair, "|")(0))
            Next pair
            AnswersKept = True
        End If
    Next at
End Function

' The first row of a table that holds nothing below it; a table that is full gets one more.
Private Function FreeRow(ByVal table As ListObject) As Long
    Dim row As Long, column As Long
    For row = 1 To table.ListRows.Count
        For column = 1 To table.ListColumns.Count
            If Len(TextOf(table.DataBodyRange.Cells(row, column).Value)) > 0 Then FreeRow = row
        Next column
    Next row
    FreeRow = FreeRow + 1
    If FreeRow > table.ListRows.Count Then table.Resize table.Range.Resize(FreeRow + 1)
End Function

Private Sub Keep(ByVal table As ListObject, ByVal row As Long, ByVal heading As String, ByVal words As String)
    Dim column As Long
    column = ColumnOf(table, heading)
    If column = 0 Or Len(words) = 0 Then Exit Sub
    ' As text: Excel would make a number of 1.10, and a formula of what begins with =.
    table.DataBodyRange.Cells(row, column).NumberFormat = "@"
    table.DataBodyRange.Cells(row, column).Value = words
End Sub

Private Sub ShowKey()
    Dim scheme As Range, meanings As Range, cell As Range, words As String
    Set scheme = NamedRange("setting_scheme")
    If Not scheme Is Nothing Then Set meanings = NamedRange("List_Key_" & TextOf(scheme.Value))
    If meanings Is Nothing Then
        Tell "This workbook names no rating scheme. On Settings, choose Progress or Delivery beside 'Rating scheme'."
        Exit Sub
    End If
    words = "The " & TextOf(scheme.Value) & " scheme:"
    For Each cell In meanings.Cells
        words = words & vbCrLf & TextOf(cell.Value)
    Next cell
    Tell words
End Sub

Private Sub ShowGuide()
    Dim guide As Range
    Set guide = NamedRange("toolkitGuide")
    If guide Is Nothing Then
        Tell "This workbook has no Guide. Ask the performance team for a new one."
    ElseIf guide.Parent.Visible <> xlSheetVisible Then
        Tell "The sheet " & guide.Parent.Name & " is hidden. Right-click a sheet's tab and choose Unhide."
    Else
        guide.Parent.Activate
    End If
End Sub

' Reads Check results anew; says what is missing, and gives False, where that cannot be.
Private Function LoadProblems() As Boolean
    Dim heading As Variant, at As Long, other As Long
    Set results = TableNamed("CheckResults")
    If results Is Nothing Then
        Tell "This workbook has no Check results table, so nothing is listed in it. Only a return or a " & _
            "register made from the template has one."
        Exit Function
    End If
    For Each heading In Array("Severity", "Rule", "Ref", "Column", "What is wrong", "How to fix it", "Why it matters", _
        "Where", "Row")
        If ColumnOf(results, heading) = 0 Then
            Tell "Check results has no column '" & heading & "'. Ask the performance team for a new return."
            Exit Function
        End If
    Next heading
    lines = Listed()
    Set places = New Collection
    ReDim spots(0 To lines), advice(0 To lines), stops(0 To lines)
    For at = 1 To lines
        places.Add PlaceOf(at)
        spots(at) = SpotOf(places(at))
        advice(at) = (Entry(at, "Severity") = "advice")
        stops(at) = True
        For other = 1 To at - 1
            If spots(other) = spots(at) And advice(other) = advice(at) Then stops(at) = False
        Next other
    Next at
    LoadProblems = True
End Function

' How many lines the table has; one that was emptied keeps a blank line.
Private Function Listed() As Long
    Dim at As Long
    If results.DataBodyRange Is Nothing Then Exit Function
    For at = 1 To results.ListRows.Count
        If Len(Entry(at, "Rule")) > 0 Then Listed = at
    Next at
End Function

' Where what a line speaks of stands now. A line about no row, or about one that is gone, stands for itself.
Private Function PlaceOf(ByVal at As Long) As Range
    Dim where As String, about As ListObject, row As Long, column As Long
    Set PlaceOf = results.DataBodyRange.Cells(at, ColumnOf(results, "What is wrong"))
    where = Entry(at, "Where")
    If Left$(where, 8) = "setting_" Then
        If Not NamedRange(where) Is Nothing Then Set PlaceOf = NamedRange(where)
        Exit Function
    End If
    If Len(where) > 0 Then Set about = TableNamed(where)
    If about Is Nothing Then Exit Function
    row = RowOf(about, Entry(at, "Row"))
    If row = 0 Then Exit Function
    column = ColumnOf(about, Entry(at, "Column"))
    Set PlaceOf = about.DataBodyRange.Cells(row, IIf(column > 0, column, 1))
End Function

' The row that holds most of what the key says, by letters, and at least half: some may have been put right since.
Private Function RowOf(ByVal table As ListObject, ByVal key As String) As Long
    Dim parts() As String, part As Variant, held() As Long, column As Long, row As Long
    Dim most As Long, whole As Long, at As Long
    If Len(key) = 0 Then Exit Function
    If table.DataBodyRange Is Nothing Then Exit Function
    ReDim held(1 To table.ListRows.Count)
    parts = Split(key, BETWEEN)
    For Each part In parts
        at = InStr(part, "=")
        whole = whole + Len(part) - at
        column = ColumnOf(table, Left$(part, at - 1))
        For row = 1 To IIf(column > 0, UBound(held), 0)
            If StrComp(FirstWords(table.DataBodyRange.Cells(row, column).Value), Mid$(part, at + 1), vbTextCompare) = 0 Then
                held(row) = held(row) + Len(part) - at
            End If
        Next row
    Next part
    For row = 1 To UBound(held)
        If held(row) > most Then
            most = held(row)
            RowOf = row
        End If
    Next row
    If most * 2 < whole Then RowOf = 0
End Function

' As the check writes them into a key: the first line, 40 characters at most.
Private Function FirstWords(ByVal value As Variant) As String
    Dim text As String
    text = Trim$(Replace(Replace(TextOf(value), vbCr, ""), "|", " "))
    FirstWords = Trim$(Left$(Split(text & vbLf, vbLf)(0), 40))
End Function

Private Function TextOf(ByVal value As Variant) As String
    If Not IsError(value) Then TextOf = CStr(value)
End Function

Private Function Entry(ByVal at As Long, ByVal heading As String) As String
    Entry = TextOf(results.DataBodyRange.Cells(at, ColumnOf(results, heading)).Value)
End Function

Private Function ColumnOf(ByVal table As ListObject, ByVal heading As String) As Long
    Dim column As ListColumn
    For Each column In table.ListColumns
        If StrComp(column.Name, heading, vbTextCompare) = 0 Then ColumnOf = column.Index
    Next column
End Function

Private Function TableNamed(ByVal name As String) As ListObject
    Dim sheet As Worksheet, table As ListObject
    For Each sheet In ActiveWorkbook.Worksheets
        For Each table In sheet.ListObjects
            If StrComp(table.Name, name, vbTextCompare) = 0 Then Set TableNamed = table
        Next table
    Next sheet
End Function

Private Function NamedRange(ByVal name As String) As Range
    On Error Resume Next ' No such name, or its cell is gone: nothing.
    Set NamedRange = ActiveWorkbook.Names(name).RefersToRange
End Function

' The line of Check results that is selected; 0 where none is.
Private Function SelectedLine() As Long
    Dim at As Long
    If Not ActiveSheet Is results.Parent Then Exit Function
    at = ActiveCell.Row - results.HeaderRowRange.Row
    If at >= 1 And at <= lines Then SelectedLine = at
End Function

' The problem of that cell; where advice and an error share it, the error.
Private Function ProblemAt(ByVal spot As String) As Long
    Dim at As Long, found As Long
    For at = lines To 1 Step -1
        If spots(at) = spot Then
            If found = 0 Or Not advice(at) Then found = at
        End If
    Next at
    ProblemAt = found
End Function

' The line before the first that lies below the selected cell, so that the next one is that.
Private Function LineAbove() As Long
    Dim at As Long, place As Range
    For at = 1 To lines
        Set place = places(at)
        If place.Parent Is ActiveSheet And Not advice(at) Then
            If place.Row > ActiveCell.Row Or (place.Row = ActiveCell.Row And place.Column > ActiveCell.Column) Then
                LineAbove = at - 1
                Exit Function
            End If
        End If
    Next at
End Function

Private Function CountStops(ByVal onlyAdvice As Boolean, ByVal last As Long) As Long
    Dim at As Long, found As Long
    For at = 1 To last
        If stops(at) And advice(at) = onlyAdvice Then found = found + 1
    Next at
    CountStops = found
End Function

Private Function SpotOf(ByVal place As Range) As String
    SpotOf = place.Address(External:=True)
End Function

Private Function Capital(ByVal word As String) As String
    Capital = UCase$(Left$(word, 1)) & Mid$(word, 2)
End Function
