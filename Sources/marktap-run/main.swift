import Glibc

exit(ObjectRunner(CommandLine.arguments).status())
