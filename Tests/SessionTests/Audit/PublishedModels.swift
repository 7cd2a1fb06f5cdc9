import Foundation

/// The models of OCSF that are published as `py-ocsf-models`, as `make event-schemas` installs them.
enum PublishedModels {
  /// The interpreter that has them.
  private static let interpreter = ".build/event-schemas/bin/python"

  /// `true` iff they are there.
  static let areThere = FileManager.default.isExecutableFile(atPath: interpreter)

  /// Says what is wrong with the lines of a file, for the objects that events have and the models describe as the schema does.
  private static let program = """
    import json, sys
    from pydantic import ValidationError
    from py_ocsf_models.events.base_event import BaseEvent
    from py_ocsf_models.objects.operating_system import OperatingSystem
    for line in open(sys.argv[1]):
        event = json.loads(line)
        for model, part in ((BaseEvent, event), (OperatingSystem, event["device"]["os"])):
            try:
                model.model_validate(part, strict=False)
            except ValidationError as error:
                sys.exit(f"{error}: {line}")
    """

  /// Returns what is wrong with the events in `file`; "" if nothing is.
  static func faults(of file: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: interpreter)
    process.arguments = ["-c", program, file]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self)
  }
}
