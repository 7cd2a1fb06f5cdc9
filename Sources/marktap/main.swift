import Commands

MarktapCommand.run(arguments: Array(CommandLine.arguments.dropFirst()))
