import CRecordABI
import Glibc
import IR

/// The C of a script, in a module of the running kernel.
final class ModuleCode: ScriptCode {
  /// The module.
  private let device: ModuleDevice

  /// Creates what calls the C in the module behind `device`.
  init(_ device: ModuleDevice) { self.device = device }

  func call(
    _ number: UInt64, _ values: inout [UInt8], outputCapacity: Int
  ) -> (output: [UInt8], words: [UInt8])? {
    var output = [UInt8](repeating: 0, count: outputCapacity)
    var request = marktap_call()
    request.function = number
    request.size = UInt32(values.count)
    request.output_size = UInt32(outputCapacity)
    let code = values.withUnsafeMutableBytes { values in
      output.withUnsafeMutableBytes { output in
        request.values = UInt64(UInt(bitPattern: values.baseAddress))
        request.output = UInt64(UInt(bitPattern: output.baseAddress))
        return device.control(marktap_call_request, &request)
      }
    }
    guard code == 0 else { return nil }
    let words = withUnsafeBytes(of: request.words) { Array($0.prefix { $0 != 0 }) }
    return (Array(output.prefix(Int(request.output_size))), words)
  }
}
