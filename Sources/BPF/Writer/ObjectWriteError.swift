/// Why an object could not be written.
package enum ObjectWriteError: Error, Hashable, Sendable {
  /// libbpf refused a type, with this error number.
  case types(Int32)
  /// libelf failed, and said so.
  case elf(String)
  /// The kernel gave no memory for the file, with this error number.
  case memory(Int32)
  /// The code of `function` names `name`, which the object does not define.
  case undefined(name: String, function: String)
}
