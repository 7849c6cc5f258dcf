-- Starts the toolkit's Python for Excel on the Mac. "plan-toolkit addin install" puts this file into
-- ~/Library/Application Scripts/com.microsoft.Excel, the one place from which Excel may run a script.
-- Excel itself cannot write there.

-- Where Python is: the preference that "plan-toolkit addin install" wrote. Empty when there is none.
on PythonPath(unused)
	try
		set found to do shell script "/usr/bin/defaults read ImprovementPlanToolkit Launcher.Python"
		do shell script "test -x " & quoted form of found
		return found
	on error
		return ""
	end try
end PythonPath

-- The folder the officer picks. Empty when they press Cancel.
on PickFolder(promptText)
	try
		return POSIX path of (choose folder with prompt promptText)
	on error number -128
		return ""
	end try
end PickFolder

-- One word on each line: Python's path, the task, then the options. Starts Python and does not wait.
on StartPython(wordLines)
	set theWords to paragraphs of wordLines
	set shellCommand to (quoted form of (item 1 of theWords)) & " -I -m toolkit.ribbon"
	repeat with oneWord in rest of theWords
		set shellCommand to shellCommand & " " & (quoted form of (contents of oneWord))
	end repeat
	set noAnswer to my alertOf("Excel gave no answer, so the toolkit stopped. Finish the cell you are typing in with Enter, or close the box that is open in Excel. Then press Undo last, in case part of it was written, and the button again.")
	set stopped to my alertOf("The toolkit stopped before it finished. Your workbook has not been saved or closed. Please send the help desk the log: ~/Library/Logs/ImprovementPlanToolkit/toolkit.log")
	-- 0 and 1 are answers, and Python has given them.
	do shell script "( " & shellCommand & "; case $? in 0|1) ;; 4) " & noAnswer & " ;; *) " & stopped & " ;; esac ) > /dev/null 2>&1 &"
	return "started"
end StartPython

-- The shell's command for an alert with this sentence.
on alertOf(sentence)
	return "/usr/bin/osascript -e " & (quoted form of ("display alert \"Improvement plan toolkit\" message \"" & sentence & "\""))
end alertOf
