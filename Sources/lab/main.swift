import LabCommands

LabMain.run()
