/// Which arguments of system calls name files: what the kernel's audit code would write PATH records about.
enum PathArguments {
  /// A file that a call is about.
  struct Argument: Hashable {
    /// The number of the argument with the path; `nil` if the file is given by a descriptor alone.
    let path: Int?
    /// The number of the argument with the descriptor of the file, or of the directory that the path starts from;
    /// `nil` if paths start from the working directory.
    let descriptor: Int?
  }

  /// The arguments by the name of the call: the number of the path, and behind `@` that of the directory's descriptor;
  /// a descriptor alone has nothing before the `@`.
  private static let table = """
    access 1, acct 1, chdir 1, chmod 1, chown 1, chown32 1, chroot 1, creat 1, execve 1, execveat 2@1
    faccessat 2@1, faccessat2 2@1, fanotify_mark 5@4, fchmod @1, fchmodat 2@1, fchmodat2 2@1, fchown @1
    fchown32 @1, fchownat 2@1, fgetxattr @1, file_getattr 2@1, file_setattr 2@1, flistxattr @1
    fremovexattr @1, fsetxattr @1, fspick 2@1, fstatat64 2@1, ftruncate @1, ftruncate64 @1, futimesat 2@1
    getxattr 1, getxattrat 2@1, inotify_add_watch 2, lchown 1, lchown32 1, lgetxattr 1, link 1 2
    linkat 2@1 4@3, listxattr 1, listxattrat 2@1, llistxattr 1, lremovexattr 1, lsetxattr 1, lstat 1
    lstat64 1, mkdir 1, mkdirat 2@1, mknod 1, mknodat 2@1, mount 2, mount_setattr 2@1, move_mount 2@1 4@3
    name_to_handle_at 2@1, newfstatat 2@1, oldlstat 1, oldstat 1, open 1, open_tree 2@1, open_tree_attr 2@1
    openat 2@1, openat2 2@1, pivot_root 1 2, quotactl 2, readlink 1, readlinkat 2@1, removexattr 1
    removexattrat 2@1, rename 1 2, renameat 2@1 4@3, renameat2 2@1 4@3, rmdir 1, setxattr 1, setxattrat 2@1
    stat 1, stat64 1, statfs 1, statfs64 1, statx 2@1, swapoff 1, swapon 1, symlink 2, symlinkat 3@2
    truncate 1, truncate64 1, umount 1, umount2 1, unlink 1, unlinkat 2@1, uselib 1, utime 1, utimensat 2@1
    utimensat_time64 2@1, utimes 1
    """

  /// The arguments by the name of the call.
  private static let byCall: [String: [Argument]] = Dictionary(
    uniqueKeysWithValues: table.split { $0 == "," || $0 == "\n" }.map { entry in
      let words = entry.split(separator: " ")
      return (String(words[0]), words.dropFirst().map(argument))
    })

  /// Returns the argument that `word` of the table says.
  private static func argument(_ word: Substring) -> Argument {
    let parts = word.split(separator: "@", omittingEmptySubsequences: false).map { Int($0) }
    return Argument(path: parts[0], descriptor: parts.count > 1 ? parts[1] : nil)
  }

  /// Returns those of the call `name`; none if it is about no file.
  static func of(_ name: String) -> [Argument] { byCall[name] ?? [] }
}
