extension ComparedKernel {
  /// Takes out of the files of a generated tapset what is compared.
  ///
  /// They tell less than a description does: no layouts of records, no prototypes, no numbers of system calls.
  package init(tapset files: [GeneratedFile]) {
    var title = "a tapset"
    var markers: [ComparedMarker] = []
    var calls: [ComparedCall] = []
    for file in files {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      if let kernel = lines.first?.kernelTitle { title = kernel }
      var rest = lines[...]
      while let line = rest.popFirst() {
        if line.hasPrefix("probe kernel.mark(") {
          let head = rest.prefix { $0 != "{" }
          let body = rest.dropFirst(head.count).prefix { $0 != "}" }
          let declaration = ([line] + head).joined(separator: " ")
          if let marker = ComparedMarker(declaration: declaration, body: body) {
            markers.append(marker)
          }
        } else if file.name == SystemCallTapset.fileName, let call = ComparedCall(remark: line) {
          calls.append(call)
        }
      }
    }
    self.init(title: title, markers: markers, systemCalls: calls)
  }
}

extension ComparedMarker {
  /// Takes out of an alias what is compared: `declaration` is all in front of its braces, `body` the lines between
  /// them; nil if it is no marker's.
  fileprivate init?(declaration: String, body: ArraySlice<Substring>) {
    guard let name = declaration.quotedText(behind: "kernel.mark(") else { return nil }
    let event = declaration.quotedText(behind: "kernel.event(")
    let system = event?.split(separator: ":").first.map(String.init)
    let module = declaration.quotedText(behind: "= module(")
    let numbered = body.compactMap(BindingLine.init).sorted { $0.number < $1.number }
    self.init(
      kind: event == nil ? .marker : .event, owner: system ?? module ?? "", name: name,
      arguments: numbered.map(\.argument))
  }
}

/// A line of an alias that says what an argument of a marker is, such as `$arg1 = $pid  // pid_t`.
private struct BindingLine {
  /// The number of the argument, from 1.
  let number: Int

  /// What the line says of it.
  let argument: ComparedArgument

  /// Reads `line`; nil if it is about no argument.
  init?(_ line: Substring) {
    let words = line.drop { $0 == " " }
    // Bytes that are no number have only a remark, which starts the line.
    let isRemark = words.hasPrefix("// ")
    let statement = isRemark ? words.dropFirst(3) : words
    guard statement.hasPrefix("$arg"),
      let number = Int(statement.dropFirst(4).prefix(while: \.isNumber))
    else { return nil }
    let (binding, remark) = statement.split(at: "  // ")
    let source = binding.split(at: isRemark ? " is $" : " = $").1
    let name = source.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
    self.number = number
    argument = ComparedArgument(
      name: name.isEmpty ? "arg\(number)" : String(name), type: String(remark))
  }
}

extension ComparedCall {
  /// Reads a remark such as `/// openat(int dfd, const char * filename)`; nil if `line` is none.
  fileprivate init?(remark line: Substring) {
    guard line.hasPrefix("/// "), line.hasSuffix(")"), let open = line.firstIndex(of: "(") else {
      return nil
    }
    let name = line[..<open].dropFirst(4)
    guard !name.isEmpty, name.allSatisfy({ $0 == "_" || $0.isLetter || $0.isNumber }) else {
      return nil
    }
    let list = line[line.index(after: open)...].dropLast()
    self.init(
      name: String(name), number: nil,
      arguments: list.isEmpty
        ? []
        : list.split(separator: ",").map { parameter in
          let words = parameter.split(separator: " ")
          return ComparedArgument(
            name: String(words.last ?? ""), type: words.dropLast().joined(separator: " "))
        })
  }
}

extension StringProtocol {
  /// What the first line of a generated file says of the kernel; nil if it says nothing.
  fileprivate var kernelTitle: String? {
    guard let start = firstRange(of: "Linux ")?.lowerBound else { return nil }
    let words = self[start...].prefix { $0 != "," }.split(separator: " ")
    return words.prefix(2).joined(separator: " ")
  }

  /// Returns the string in quotes directly behind the first `mark`; nil if there is none.
  fileprivate func quotedText(behind mark: String) -> String? {
    guard let end = firstRange(of: mark)?.upperBound, self[end...].first == "\"" else { return nil }
    var text = ""
    var isEscaped = false
    for character in self[end...].dropFirst() {
      if isEscaped {
        text.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        return text
      } else {
        text.append(character)
      }
    }
    return nil
  }

  /// Returns what is in front of the first `mark` and what is behind it; all and nothing if there is none.
  fileprivate func split(at mark: String) -> (SubSequence, SubSequence) {
    guard let range = firstRange(of: mark) else { return (self[...], self[endIndex...]) }
    return (self[..<range.lowerBound], self[range.upperBound...])
  }
}
