import Glibc

exit(TraceSender(CommandLine.arguments).status())
