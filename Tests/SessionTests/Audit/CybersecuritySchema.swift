import Foundation

/// The part of the Open Cybersecurity Schema Framework 1.3 that events of marktap use: what schema.ocsf.io says of their classes.
enum CybersecuritySchema {
  /// The attributes that each event has to have, of which the type is a number.
  private static let numbers = [
    "activity_id", "category_uid", "class_uid", "severity_id", "time", "type_uid",
  ]
  /// The attributes that events of a class have to have beside those, and its activities.
  private static let classes: [Int: (attributes: [String], activities: ClosedRange<Int>)] = [
    1001: (["actor", "device", "file"], 0...14), 1003: (["actor", "device", "kernel"], 0...4),
    1007: (["actor", "device", "process"], 0...5), 4001: (["actor", "device"], 0...7),
  ]
  /// The attributes that objects have to have.
  private static let objects: [String: [String]] = [
    "device": ["type_id"], "file": ["name", "type_id"], "kernel": ["name", "type_id"],
    "metadata": ["product", "version"], "product": ["vendor_name"], "os": ["name", "type_id"],
  ]

  /// Returns what is wrong with `event`.
  static func faults(of event: [String: Any]) -> [String] {
    var faults = numbers.filter { !(event[$0] is Int) }.map { "\($0) is no number" }
    guard let number = event["class_uid"] as? Int, let rules = classes[number],
      let activity = event["activity_id"] as? Int
    else { return faults + ["no class"] }
    faults += rules.attributes.filter { !(event[$0] is [String: Any]) }.map { "\($0) is missing" }
    if !rules.activities.contains(activity) { faults.append("no activity \(activity)") }
    if event["type_uid"] as? Int != number * 100 + activity { faults.append("type_uid") }
    if event["category_uid"] as? Int != number / 1000 { faults.append("category_uid") }
    if number == 4001 && event["src_endpoint"] == nil && event["dst_endpoint"] == nil {
      faults.append("no endpoint")
    }
    return faults + objectFaults(of: event)
  }

  /// Returns what is wrong with the objects in `object`.
  private static func objectFaults(of object: [String: Any]) -> [String] {
    object.filter { $0.key != "unmapped" }.sorted { $0.key < $1.key }.flatMap { name, value in
      guard let inner = value as? [String: Any] else { return [String]() }
      let missing = (objects[name] ?? []).filter { inner[$0] == nil }.map { "\(name).\($0)" }
      // A process is told apart by its id or by the one that the producer gives it, and so is a user.
      let isNamed =
        name != "process" && name != "user" || inner["pid"] != nil || inner["uid"] != nil
      return missing + (isNamed ? [] : [name]) + objectFaults(of: inner)
    }
  }
}
