/// The options of `stap` that ask for what is so anyway, or for what cannot be.
extension StapOption {
  /// These options.
  static let otherOptions = generalOptions + acceptedOptions + shorthands + refusedOptions

  /// The options that every command has.
  private static let generalOptions = [
    StapOption("h", words: ["help"], "Show how the tool is used.") { options, _ in
      options.question = options.question ?? .usage
    },
    StapOption("V", words: ["version"], "Show the version.") { options, _ in
      options.question = options.question ?? .version
    },
  ]

  private static let acceptedOptions = [
    StapOption(
      "P", treatment: .accepted("no variable is found by debug information"),
      "Search for the prologues of functions."),
    StapOption(
      nil, words: ["prologue-searching"],
      value: .choice(["never", "always", "auto"], default: "always"),
      treatment: .accepted("no variable is found by debug information"),
      "Search for the prologues of functions."),
    StapOption(
      nil, words: ["download-debuginfo"], value: .optional("how", default: "yes"),
      treatment: .accepted("no debug information is used"), "Fetch debug information."),
    StapOption(
      nil, words: ["ldd"], treatment: .accepted("symbols are looked up while a script runs"),
      "Add the symbols of shared libraries."),
    StapOption(
      nil, words: ["all-modules"],
      treatment: .accepted("symbols are looked up while a script runs"),
      "Add the symbols of all modules."),
    StapOption(
      nil, words: ["save-uprobes"], treatment: .accepted("the kernel has uprobes of its own"),
      "Keep the module for uprobes."),
    StapOption(
      nil, words: ["semantic-keep-going"], treatment: .accepted("all mistakes are told at once"),
      "Go on behind mistakes."),
  ]

  private static let shorthands = [
    StapOption(
      nil, words: ["language-server"], treatment: .command(.languageServer),
      "Answer an editor; as the command of this name."),
    StapOption(
      nil, words: ["unprivileged"], treatment: .shorthand("--privilege=stapusr"),
      "As --privilege=stapusr."),
    StapOption(nil, words: ["bpf"], treatment: .shorthand("--runtime=bpf"), "As --runtime=bpf."),
    StapOption(
      nil, words: ["dyninst"], treatment: .shorthand("--runtime=dyninst"), "As --runtime=dyninst."),
  ]

  private static let refusedOptions = [
    StapOption(
      "b",
      treatment: .refused("all CPUs share one buffer, and their records come in order; use -o"),
      "Write a file for each CPU."),
    StapOption(
      "i", words: ["interactive"],
      treatment: .refused("scripts are not written in a dialogue; use -e or a file"),
      "Build a script in a dialogue."),
    StapOption(
      "q", treatment: .refused("which lines of the tapsets a script uses is not recorded"),
      "Tell how much of the tapsets is used."),
    StapOption(
      nil, words: ["sysroot"], value: .required("directory"),
      treatment: .refused("programs and libraries are those of this machine"),
      "Look for programs below another root."),
    StapOption(
      nil, words: ["sysenv"], value: .required("name=value"),
      treatment: .refused("programs and libraries are those of this machine"),
      "Set an environment variable of the other root."),
    StapOption(
      nil, words: ["target-namespaces"], value: .required("pid"),
      treatment: .refused("processes are seen from the namespaces of the tool"),
      "See processes from the namespaces of another one."),
    StapOption(
      nil, words: ["remote"], value: .required("host"),
      treatment: .refused(
        "scripts run on this machine; copy the object of -p4 and use marktap-run there"),
      "Run on another machine."),
    StapOption(
      nil, words: ["remote-prefix"], treatment: .refused("scripts run on this machine"),
      "Number the lines of several machines."),
    StapOption(
      nil, words: ["use-server"], value: .optional("server", default: ""),
      treatment: .refused("the translator needs no compiler that a server would have"),
      "Let a server translate."),
    StapOption(
      nil, words: ["use-server-on-error"], value: .optional("yes|no", default: "yes"),
      treatment: .refused("the translator needs no compiler that a server would have"),
      "Let a server translate if it fails here."),
    StapOption(
      nil, words: ["list-servers"], value: .optional("which", default: ""),
      treatment: .refused("the translator needs no server"), "List servers that translate."),
    StapOption(
      nil, words: ["trust-servers"], value: .optional("how", default: ""),
      treatment: .refused("the translator needs no server"), "Trust servers that translate."),
  ]
}
