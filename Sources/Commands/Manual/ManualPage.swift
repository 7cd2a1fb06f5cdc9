import Session

/// The manual page, in the macros of mdoc(7).
enum ManualPage {
  /// Its text.
  static var text: String {
    filled(
      [
        head, section("Options", optionParts), arguments, environment, kernels, files, exitStatus,
        examples,
        tail,
      ].joined())
  }

  /// Returns `text` with its longer lines broken before their column 80; those of macros stay as they are.
  private static func filled(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.flatMap { line -> [String] in
      if line.hasPrefix(".") { return [String(line)] }
      var parts = [""]
      for word in line.split(separator: " ") {
        let part = parts[parts.count - 1]
        if part.isEmpty {
          parts[parts.count - 1] = String(word)
        } else if part.count + word.count < 79 {
          parts[parts.count - 1] += " \(word)"
        } else {
          parts.append(String(word))
        }
      }
      return parts
    }.joined(separator: "\n")
  }

  /// The title, the forms of the command line, and what the tool is.
  private static var head: String {
    """
    .\\" Printed by 'marktap manual'; do not edit.
    .Dd November 21, 2026
    .Dt MARKTAP 1
    .Os
    .Sh NAME
    .Nm marktap
    .Nd run SystemTap scripts on the markers of the kernel
    .Sh SYNOPSIS
    .Nm
    .Op Ar options
    .Ar file | Fl | Fl e Ar script
    .Op Ar arguments
    .Nm
    .Op Ar options
    .Fl l Ar point | Fl L Ar point
    .Nm
    .Op Ar options
    .Fl -dump-probe-types | -dump-probe-aliases | -dump-functions
    .Nm
    .Cm audit
    .Op Ar options
    .Op Fl - Ar command
    .Nm
    .Cm record
    .Fl o Ar file
    .Op Fl c Ar command | Fl x Ar pid
    .Ar script | Fl e Ar script
    .Nm
    .Cm scan
    .Op Ar options
    .Op Ar file | Ar directory | Ar release
    .Nm
    .Cm generate | manual | help
    .Op Ar options
    .Nm
    .Cm diff
    .Op Fl -json
    .Ar kernel kernel
    .Nm
    .Cm check
    .Op Fl -kernel Ns = Ns Ar kernel
    .Ar file ...
    .Nm
    .Cm explain
    .Op Fl -kernel Ns = Ns Ar kernel
    .Ar point
    .Sh DESCRIPTION
    .Nm
    translates scripts in the language of SystemTap to BPF programs and runs them, with no compiler, no
    debug information and no kernel headers.
    Its options are those of
    .Xr stap 1 .
    Each handler of a script becomes two halves: one that decides and captures in the kernel, and one that
    formats, sorts and prints in user space.
    .Pp
    Options may be joined
    .Pq Fl gp4 ,
    long ones may be cut short, and all may follow the file.
    The word
    .Fl -
    ends them; what follows is for the script.
    .Pp
    .Nm
    .Cm record
    records the events that a script needs, of a command, of a process and its children, or of all, in a file that
    .Xr trace-cmd-report 1
    and KernelShark read, too.
    .Fl -input
    runs the script over such a file, or one of
    .Xr trace-cmd-record 1 ,
    with no privilege, on any machine, and
    .Cm audit Fl -input
    audits its system calls.
    What no recording holds, as memory and users, is an error at the script's line; files of
    .Xr perf-record 1
    are refused.
    .Pp
    .Nm
    .Cm scan
    shows the markers of the kernel that runs, or of one that does not: of a kernel image, a module, a kernel package of
    Debian,
    .Pa /boot ,
    .Pa /lib/modules/RELEASE
    or the root of a file system, or of the release of an installed kernel.
    That takes no privilege.
    .Fl r
    chooses among several kernels, or names the image or its package where there
    are only modules,
    .Fl -json
    and
    .Fl -module-markers
    choose the layout,
    .Fl o
    saves the description, and
    .Fl -formats Ns = Ns Ar directory
    writes what tracefs would have of each event.

    """
  }

  /// The options, part by part.
  private static var optionParts: String {
    let parts: [(String, [StapOption])] = [
      ("What is translated", StapOption.scriptOptions), ("Lists", StapOption.listingOptions),
      ("The passes", StapOption.passOptions), ("The run", StapOption.runOptions),
      ("What is so anyway, and what cannot be", StapOption.otherOptions),
    ]
    return parts.map { title, options in
      ".Ss \(title)\n.Bl -tag -width Ds\n" + options.map(item).joined() + ".El\n"
    }.joined()
  }

  /// Returns the entry of `option`.
  private static func item(_ option: StapOption) -> String {
    let heads = option.spellings.map { spelling -> String in
      let flag = "Fl \(escaped(String(spelling.dropFirst())))"
      switch option.value {
      case .none: return flag
      case .required(let name):
        return spelling.hasPrefix("--")
          ? "\(flag) Ns = Ns Ar \(escaped(name))" : "\(flag) Ar \(escaped(name))"
      case .optional(let name, _): return "\(flag) Ns Op = Ns Ar \(escaped(name))"
      case .choice(let words, nil):
        return "\(flag) Ns = Ns Cm \(words.joined(separator: " | "))"
      case .choice(let words, _):
        return "\(flag) Ns Op = Ns Cm \(words.joined(separator: " | "))"
      }
    }
    return ".It \(heads.joined(separator: " , "))\n\(sentences(option.summary))"
      + remark(option.treatment)
  }

  /// Returns what is to be said of `treatment`.
  private static func remark(_ treatment: StapOption.Treatment) -> String {
    switch treatment {
    case .honored, .shorthand, .command: ""
    case .accepted(let reason): "Accepted without effect: \(sentences(reason + "."))"
    case .refused(let reason): "Refused: \(sentences(reason + "."))"
    }
  }

  /// Returns the section `title` with `text`.
  private static func section(_ title: String, _ text: String) -> String {
    ".Sh \(title.uppercased())\n\(text)"
  }

  /// Returns `text` with each sentence in a line of its own.
  private static func sentences(_ text: String) -> String {
    var lines: [String] = [""]
    for word in text.split(separator: " ") {
      let isStart = lines[lines.count - 1].isEmpty
      lines[lines.count - 1] += (isStart ? "" : " ") + escaped(String(word))
      if word.hasSuffix(".") { lines.append("") }
    }
    return lines.filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
  }

  /// Returns `text` without what mdoc would take for more than text.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("|", with: "\\*(Ba")
      .replacing("()", with: "\\&()")
  }

  private static let arguments = """
    .Sh ARGUMENTS
    The words behind the file, or behind the script of
    .Fl e ,
    are
    .Li $1
    and
    .Li @1
    in the script, and so on.
    A script whose first line is
    .Dl #!/usr/bin/marktap
    runs by itself; options may stand there, too, all in one line.

    """

  private static let environment = """
    .Sh ENVIRONMENT
    .Bl -tag -width MARKTAP_TAPSETS
    .It Ev MARKTAP_TAPSETS
    The directories of the tapsets, with colons between, in place of the installed ones.
    .It Ev SYSTEMTAP_TAPSET
    Directories of tapsets that come to those, as with
    .Fl I .
    .It Ev MARKTAP_RELEASE
    The kernel to translate for, unless
    .Fl r
    names one.
    .It Ev MARKTAP_STORE
    The directory in place of
    .Pa /var/cache/marktap .
    .It Ev MARKTAP_COLORS
    The colors of diagnostics, such as
    .Li error=01;31:warning=33:source=:caret=01 ;
    an empty value turns them off.
    .It Ev MARKTAP_DIR
    The directory of the file
    .Pa rc .
    .It Ev XDG_CACHE_HOME , XDG_CONFIG_HOME , TMPDIR
    Where the cache, the configuration and temporary files are.
    .El

    """

  private static let files = """
    .Sh FILES
    .Bl -tag -width Ds
    .It Pa ~/.config/marktap/rc
    Options that stand in front of those of each command line, as words of a shell; lines that start with #
    are remarks.
    .It Pa ~/.cache/marktap
    Descriptions of kernels, and finished objects.
    .It Pa /var/cache/marktap
    Descriptions and tapsets of kernels for all users, which
    .Pa /etc/kernel/postinst.d/zz-marktap
    keeps when a kernel is installed.
    .El

    """

  private static let kernels = """
    .Sh OTHER KERNELS
    A
    .Ar kernel
    is named by its release, if its description is kept or it is installed here, or by a path: a saved description; an
    image, a module, a package of Debian,
    .Pa /boot ,
    .Pa /lib/modules/RELEASE
    or the root of a file system;
    .Pa Module.markers
    or a directory that has it.
    .Pp
    .Cm scan
    shows its markers, or those of a program;
    .Cm generate
    writes its tapset, or that of a program with
    .Fl -program ,
    and keeps its description for all users with
    .Fl -store ;
    .Cm diff
    tells what has changed between two,
    .Cm check
    which scripts can be translated for which, and
    .Cm explain
    why a probe point does not resolve.
    .Pp
    An object that was made for another kernel says which markers it expects, and is refused where they differ.

    """

  private static let exitStatus = """
    .Sh EXIT STATUS
    .Bl -tag -width Ds
    .It 0
    All was done.
    .It 1
    The script is wrong, a handler failed, or a list is empty; kernels differ, or a check fails.
    .It 2
    The command line is wrong, or asks for what cannot be.
    .It 3
    The world said no: privilege, kernel, file.
    .El

    """

  private static let examples = """
    .Sh EXAMPLES
    Print the system calls of a command:
    .Dl marktap -e 'probe syscall.* { if (pid() == target()) println(name) }' -c ls
    .Pp
    List the markers of the scheduler with their arguments:
    .Dl marktap -L 'kernel.mark("sched_*")'
    .Pp
    Run a script for ten seconds, and see what it does:
    .Dl marktap -v -T 10 script.stp

    """

  private static let tail = """
    .Sh SEE ALSO
    .Xr stap 1 ,
    .Xr bpf 2 ,
    .Xr stapprobes 3stap

    """
}
