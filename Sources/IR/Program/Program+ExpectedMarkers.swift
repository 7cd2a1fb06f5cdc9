extension Program {
  /// The markers that the kernel halves are to be attached to, with all that the halves use of them, in
  /// the order of the probes and each once.
  package var expectedMarkers: [ExpectedMarker] {
    var markers: [ExpectedMarker] = []
    for probe in probes {
      guard let half = probe.kernelHalf, let marker = probe.site.expectedMarker(using: half) else {
        continue
      }
      let same = markers.firstIndex { $0.kind == marker.kind && $0.name == marker.name }
      guard let same else {
        markers.append(marker)
        continue
      }
      for part in marker.parts where !markers[same].parts.contains(part) {
        markers[same].parts.append(part)
      }
    }
    return markers
  }
}

extension Site {
  /// Returns what `half` takes for granted of the marker here; `nil` if there is none here.
  fileprivate func expectedMarker(using half: Function) -> ExpectedMarker? {
    switch self {
    case .tracepoint(let site):
      return ExpectedMarker(
        kind: .tracepoint, name: site.name, extent: site.argumentCount,
        parts: half.usedParts { operation in
          guard case .argument(let access) = operation else { return nil }
          return ExpectedMarker.Part(access)
        })
    case .event(let site):
      return ExpectedMarker(
        kind: .event, name: "\(site.system):\(site.name)", extent: site.recordSize,
        parts: half.usedParts { operation in
          switch operation {
          case .eventField(let field), .eventElement(let field, _): ExpectedMarker.Part(field)
          default: nil
          }
        })
    case .function(let site):
      guard let count = site.argumentCount else { return nil }
      return ExpectedMarker(
        kind: .function, name: site.name, extent: count,
        parts: half.usedParts { operation in
          guard case .argument(let access) = operation, access.index < count else { return nil }
          return ExpectedMarker.Part(access)
        })
    case .begin, .end, .error, .timer, .ticks, .profile, .counter, .file, .marker, .foreign, .never:
      return nil
    }
  }
}

extension Function {
  /// Returns what `part` makes of the operations that run, each result once, in order.
  fileprivate func usedParts(
    _ part: (Operation) -> ExpectedMarker.Part?
  ) -> [ExpectedMarker.Part] {
    var parts: [ExpectedMarker.Part] = []
    for block in blocks {
      for id in block.instructions {
        if let part = part(self[id].operation), !parts.contains(part) { parts.append(part) }
      }
    }
    return parts
  }
}

extension ExpectedMarker.Part {
  /// Creates the part that `access` reads.
  fileprivate init(_ access: ArgumentAccess) {
    self.init(
      name: String(access.index), offset: nil, size: access.size,
      interpretation: access.isTypedPointer ? .pointer : access.isSigned ? .signed : .unsigned)
  }

  /// Creates the part that `field` is.
  fileprivate init(_ field: EventField) {
    var interpretation = ExpectedMarker.Interpretation.unsigned
    if case .integer(isSigned: true) = field.kind { interpretation = .signed }
    self.init(
      name: field.name, offset: field.offset, size: field.size, interpretation: interpretation)
  }
}
