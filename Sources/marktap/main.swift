import Commands

CommandLineTool.run(Array(CommandLine.arguments.dropFirst()))
