/// Which arguments of system calls are addresses of sockets (net/socket.c, where `audit_sockaddr` is called).
enum SocketAddresses {
  /// Returns the number of the argument of the call `name` that is one; `nil` if there is none.
  static func position(of name: String) -> Int? {
    switch name {
    case "bind", "connect", "accept", "accept4", "getsockname", "getpeername": 2
    case "sendto", "recvfrom": 5
    default: nil
    }
  }
}
