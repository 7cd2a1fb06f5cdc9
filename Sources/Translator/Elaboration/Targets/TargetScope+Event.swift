import Diagnostics
import IR
import KernelDescription

extension TargetScope {
  /// Creates the scope of an event: the fields of its record.
  init(event: TraceEvent) {
    self.init(
      family: .event, variables: event.fields.map(TargetVariable.init(field:)),
      texts: [("name", event.name), ("system", event.system)])
  }
}

extension TargetVariable {
  /// Creates the variable of a field.
  fileprivate init(field: DescribedField) {
    let value: Value =
      switch field.shape {
      case .integer, .pointer: .field(field.access(.integer(isSigned: field.isSigned)))
      case .text: .text(field.access(.characters))
      case .dynamicText(.fromRecordStart): .text(field.access(.dynamicString))
      case .dynamicText(.fromFieldEnd): .text(field.access(.relativeString))
      case .pointedText: .text(field.access(.stringPointer))
      case .array(let size, _):
        .elements(field.access(.array(elementSize: size, isSigned: field.isSigned)))
      case .dynamicArray(.fromRecordStart, let size):
        .elements(field.access(.dynamicArray(elementSize: size, isSigned: field.isSigned)))
      case .dynamicArray(.fromFieldEnd, let size):
        .elements(field.access(.relativeArray(elementSize: size, isSigned: field.isSigned)))
      case .bytes: .opaque
      }
    self.init(name: field.name, typeText: field.typeText, value: value)
  }
}

extension DescribedField {
  /// Returns how the field is read.
  fileprivate func access(_ kind: IR.EventField.Kind) -> IR.EventField {
    IR.EventField(name: name, offset: offset, size: size, kind: kind)
  }
}
