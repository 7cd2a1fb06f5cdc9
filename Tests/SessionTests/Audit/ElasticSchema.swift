import Foundation

/// The part of the Elastic Common Schema that events of marktap use: `ecs-fields.txt`.
struct ElasticSchema {
  /// What is said of a field.
  private struct Field {
    /// The type.
    let type: Substring
    /// `true` iff it holds a list.
    let isList: Bool
    /// The values that are allowed; none if all are.
    let values: Set<Substring>
  }

  /// The fields by their names.
  private var fields: [String: Field] = [:]

  /// Reads the schema.
  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "ecs-fields.txt")
    let text = try String(contentsOf: path, encoding: .utf8)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: ":", maxSplits: 1)
      let words = parts[0].split(separator: " ")
      let values = parts.dropFirst().first.map { Set($0.split(separator: " ")) } ?? []
      fields[String(words[0])] = Field(
        type: words[1], isList: words.dropFirst(2).first == "list", values: values)
    }
  }

  /// Returns what is wrong with `event`, where members of `custom` are not looked at.
  func faults(of event: [String: Any], custom: String) -> [String] {
    event.filter { $0.key != custom }.sorted { $0.key < $1.key }
      .flatMap { faults(of: $0.value, named: $0.key) }
  }

  /// Returns what is wrong with the value of the field `name`, or with those below it.
  private func faults(of value: Any, named name: String) -> [String] {
    if let object = value as? [String: Any] {
      return object.sorted { $0.key < $1.key }.flatMap {
        faults(of: $0.value, named: "\(name).\($0.key)")
      }
    }
    guard let field = fields[name] else { return ["\(name) is no field"] }
    if let list = value as? [Any] {
      return field.isList
        ? list.flatMap { faults(of: $0, of: field, named: name) } : ["\(name) is a list"]
    }
    return field.isList ? ["\(name) is no list"] : faults(of: value, of: field, named: name)
  }

  /// Returns what is wrong with a single value of `field`.
  private func faults(of value: Any, of field: Field, named name: String) -> [String] {
    let isRight =
      switch field.type {
      case "long": value is Int
      case "date":
        (value as? String)?.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z/#) != nil
      case "ip": (value as? String)?.wholeMatch(of: #/[0-9a-f.:]+/#) != nil
      default: value is String
      }
    guard isRight else { return ["\(name) is \(value)"] }
    let isAllowed =
      field.values.isEmpty || (value as? String).map { field.values.contains($0[...]) } == true
    return isAllowed ? [] : ["\(name) may not be \(value)"]
  }
}
