import KernelDescription
import MarkerScan
import Runtime
import TapsetGen

/// The search for reasons why a kernel does not have what a probe point names.
struct CauseSearch {
  /// The probe point.
  let point: String
  /// The kernel.
  let kernel: KernelDescription
  /// `true` iff it is the one that runs.
  let isRunning: Bool
  /// Other descriptions that are known here.
  let others: [KernelDescription]
  /// What could not be read of the kernel.
  var omissions: [ScanError] = []
  /// The directory of the directories of modules, by release.
  var modulesDirectory = "/lib/modules"

  /// The reasons that were found, the likeliest first.
  var causes: [String] {
    omissionCauses + imageCauses + builtInCauses + moduleCauses + optionCauses + historyCauses
  }

  /// What could not be read, as far as it would tell of the point.
  private var omissionCauses: [String] {
    // Functions are known from the types alone.
    let isFunction = point.contains(".function(") || point.hasPrefix("kprobe.")
    return omissions.filter { !isFunction || !$0.isAboutEvents }
      .map { "not all could be read: \($0.description)" }
  }

  /// What is written in quotes in the point, in order.
  private var texts: [String] {
    let parts = point.split(separator: "\"", omittingEmptySubsequences: false)
    return stride(from: 1, to: parts.count - 1, by: 2).map { String(parts[$0]) }
  }

  /// The module that the point names; nil if it names none.
  private var namedModule: String? { point.hasPrefix("module(") ? texts.first : nil }

  /// The name that the point asks for, with the subsystem in front if it has one.
  private var quoted: String { texts.dropFirst(namedModule == nil ? 0 : 1).first ?? "" }

  /// The name that the point asks for, without the subsystem in front.
  private var name: String { quoted.split(separator: ":").last.map(String.init) ?? quoted }

  // MARK: Modules

  /// That what the point asks of a module is in the image.
  private var imageCauses: [String] {
    guard let namedModule, hasMarker(kernel), kernel.tracepoint(named: name)?.module != namedModule
    else { return [] }
    let owner = kernel.tracepoint(named: name)?.module.map { "module(\"\($0)\")" } ?? "kernel"
    return ["'\(name)' is not of the module '\(namedModule)': it is \(owner).mark(\"\(name)\")"]
  }

  /// That the module of the point is no module of this kernel, as its code is in the image.
  private var builtInCauses: [String] {
    guard let namedModule, isListed(namedModule, in: "modules.builtin") else { return [] }
    return [
      "the module '\(namedModule)' is built into this kernel: what it has belongs to 'kernel', as in "
        + "kernel.function(\"…\")"
    ]
  }

  /// What modules have what is missing, and whether they are loaded.
  private var moduleCauses: [String] {
    var causes: [String] = []
    for other in others {
      guard let module = other.tracepoint(named: name)?.module else { continue }
      let release = other.identity.release
      let isHere = release == kernel.identity.release
      let owner =
        isHere
        ? "it is in the module '\(module)'" : "in Linux \(release) it is in the module '\(module)'"
      causes.append(isLoaded(module) ? owner : "\(owner), which is not loaded: modprobe \(module)")
    }
    if causes.isEmpty, isRunning {
      for module in candidates where !isLoaded(module) && isInstalled(module) {
        causes.append("the module '\(module)' is installed and not loaded: modprobe \(module)")
      }
    }
    return causes
  }

  /// The names that a module with the marker may have: those of subsystems are mostly those of modules.
  private var candidates: [String] {
    let first = namedModule ?? quoted.split(separator: ":").first.map(String.init) ?? ""
    let word = first.split(separator: "_").first.map(String.init) ?? ""
    return first == word ? [first] : [first, word]
  }

  /// Returns `true` iff `module` is part of the running kernel.
  private func isLoaded(_ module: String) -> Bool {
    isRunning && Files.stamp(of: "/sys/module/\(module)") != nil
  }

  /// Returns `true` iff the list of the modules that are installed for the kernel has `module`.
  private func isInstalled(_ module: String) -> Bool { isListed(module, in: "modules.dep") }

  /// Returns `true` iff the kernel's list `file` has `module`; each line begins with the path of one (modules.dep(5)).
  private func isListed(_ module: String, in file: String) -> Bool {
    let path = "\(modulesDirectory)/\(kernel.identity.release)/\(file)"
    guard !module.isEmpty, let bytes = try? Files.bytes(of: path) else { return false }
    let mark = "/\(module.replacing("-", with: "_")).ko"
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
      line.prefix { $0 != ":" }.replacing("-", with: "_").contains(mark)
    }
  }

  // MARK: Options

  /// The options that probe points with these beginnings need, by what they make possible.
  private static let needs: [(beginning: String, option: String, purpose: String)] = [
    ("syscall.", "HAVE_SYSCALL_TRACEPOINTS", "tracepoints at system calls"),
    ("kernel.event(\"syscalls:", "FTRACE_SYSCALLS", "an event for each system call"),
    ("kernel.mark(\"sys_e", "FTRACE_SYSCALLS", "an event for each system call"),
    ("kernel.event", "EVENT_TRACING", "trace events"),
    ("kernel.mark", "EVENT_TRACING", "trace events, which are the markers"),
    ("kernel.trace", "TRACEPOINTS", "tracepoints"),
    ("kernel.function", "KPROBES", "breakpoints in functions"),
    ("module(", "MODULES", "modules"), ("kprobe.", "KPROBES", "breakpoints in functions"),
    ("process", "UPROBES", "breakpoints in programs"),
    ("perf.", "PERF_EVENTS", "performance events"),
    ("", "BPF_SYSCALL", "BPF programs"), ("", "BPF_EVENTS", "BPF programs at probe points"),
    ("kernel.", "DEBUG_INFO_BTF", "the types of the kernel"),
  ]

  /// The options without which no event, marker or tracepoint has a name with these beginnings; of Linux 6.1, by
  /// include/trace/events and the directories of drivers and file systems.
  private static let options: [(beginnings: [String], option: String)] = [
    (["irq_disable", "irq_enable", "preempt_disable", "preempt_enable"], "PREEMPTIRQ_TRACEPOINTS"),
    (["lock_acquire", "lock_release"], "LOCKDEP"), (["lock_contended"], "LOCK_STAT"),
    (["rcu_grace_period", "rcu_callback", "rcu_quiescent_state"], "RCU_TRACE"),
    (["page_ref_"], "DEBUG_PAGE_REF"),
    (["sched_stat_wait", "sched_stat_sleep", "sched_stat_iowait"], "SCHEDSTATS"),
    (["binder_"], "ANDROID_BINDER_IPC"), (["cgroup_"], "CGROUPS"), (["damon_"], "DAMON"),
    (["io_uring_"], "IO_URING"), (["kvm_"], "KVM"), (["xen_"], "XEN"), (["drm_"], "DRM"),
    (["i915_"], "DRM_I915"), (["btrfs_"], "BTRFS_FS"), (["ext4_"], "EXT4_FS"),
    (["f2fs_"], "F2FS_FS"), (["nfs_", "nfs4_"], "NFS_FS"), (["nfsd_"], "NFSD"),
    (["xfs_"], "XFS_FS"), (["cfg80211_", "rdev_"], "CFG80211"), (["scsi_"], "SCSI"),
    (["nvme_"], "NVME_CORE"), (["bcache_"], "BCACHE"), (["thermal_"], "THERMAL"),
  ]

  /// The options that are off and would be needed.
  private var optionCauses: [String] {
    let known = kernel.configuration
    let options = known.isEmpty && isRunning ? MarkerScan.RunningKernel.configuration() : known
    if options.isEmpty { return [] }
    let general = Self.needs.filter { point.hasPrefix($0.beginning) && options[$0.option] == nil }
      .map { "the kernel was built without CONFIG_\($0.option): it has not \($0.purpose)" }
    let ofName = Self.options.filter { need in
      options[need.option] == nil && need.beginnings.contains { name.hasPrefix($0) }
    }.map { "the kernel was built without CONFIG_\($0.option), which '\(name)' needs" }
    return ofName + general
  }

  // MARK: History

  /// What other kernels have by that name, and what has become of it.
  private var historyCauses: [String] {
    others.filter { $0.identity != kernel.identity && hasMarker($0) }.map { other in
      let release = other.identity.release
      let difference = KernelDifference(from: ComparedKernel(other), to: ComparedKernel(kernel))
      let renamed = difference.renamed.first { $0.old.name == name }
      guard let renamed else { return "Linux \(release) has it, and this kernel does not" }
      return
        "Linux \(release) has it; here it seems to be called '\(renamed.new.qualifiedName)' (a guess)"
    }
  }

  /// Returns `true` iff `kernel` has a marker of the name.
  private func hasMarker(_ kernel: KernelDescription) -> Bool {
    !name.isEmpty
      && (!kernel.events(named: name).isEmpty || kernel.tracepoint(named: name) != nil
        || kernel.markers.contains { $0.name == name })
  }
}
