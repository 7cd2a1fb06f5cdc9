import Diagnostics

/// A declaration of a tapset or script as a reader of the source sees it.
package struct LibraryDeclaration: Sendable {
  /// The file.
  package let source: SourceText
  /// The offsets of its bytes.
  package let range: Range<Int>

  /// Creates the declaration that is in `range` of `source`, with nothing but blanks and comments beside it.
  init(_ source: SourceText, in range: Range<Int>) {
    var sources = SourceMap()
    var lexer = Lexer(
      sources.add(source), range: range, in: sources, arguments: ScriptArguments([] as [String]))
    lexer.run()
    let tokens = lexer.tokens.dropLast()
    self.source = source
    self.range =
      Int(
        tokens.first?.range.start ?? UInt32(range.lowerBound))..<Int(
        tokens.last?.range.end ?? UInt32(range.upperBound))
  }

  /// The first line or lines, up to the body.
  package var head: String {
    let bytes = source.bytes[range]
    let body = bytes.firstIndex(of: UInt8(ascii: "{")) ?? bytes.endIndex
    var end = body
    while end > range.lowerBound,
      source.bytes[end - 1].isBlank || source.bytes[end - 1] == UInt8(ascii: "\n")
        || source.bytes[end - 1] == UInt8(ascii: "%")
    {
      end -= 1
    }
    return String(decoding: source.bytes[range.lowerBound..<end], as: UTF8.self)
  }

  /// What the comment directly in front of it says; `nil` if there is none.
  package var comment: String? {
    var lines: [Substring] = []
    var line = source.lineAndColumn(at: range.lowerBound).line - 1
    while line > 0 {
      let text = source.text(ofLine: line).drop { $0 == " " || $0 == "\t" }
      guard let mark = ["///", "//", "#"].first(where: text.hasPrefix), !text.hasPrefix("#!") else {
        break
      }
      lines.append(text.dropFirst(mark.count).drop { $0 == " " })
      line -= 1
    }
    return lines.isEmpty ? nil : lines.reversed().joined(separator: "\n")
  }
}

extension TapsetLibrary {
  /// Returns the functions that are called `name`.
  package func declarations(ofFunction name: String) -> [LibraryDeclaration] {
    declarations(of: .function, named: name)
  }

  /// Returns the global variables that are called `name`.
  package func declarations(ofGlobal name: String) -> [LibraryDeclaration] {
    declarations(of: .global, named: name)
  }

  /// Returns the aliases that are called `name`, as in `syscall.openat`.
  package func declarations(ofAlias name: String) -> [LibraryDeclaration] {
    declarations(of: .alias, named: name)
  }

  /// Returns the macros that are called `name`, without the sign in front.
  package func declarations(ofMacro name: String) -> [LibraryDeclaration] {
    declarations(of: .macro, named: name)
  }

  /// The names of all functions that scripts can call, in byte order.
  package var functionNames: [String] { catalog.names(of: .function) }

  /// The names of all aliases, in byte order.
  package var aliasNames: [String] { catalog.names(of: .alias) }

  /// The names of all macros, in byte order.
  package var macroNames: [String] { catalog.names(of: .macro) }

  /// Returns what of `kind` is called `name`.
  private func declarations(
    of kind: TapsetCatalog.Kind, named name: String
  ) -> [LibraryDeclaration] {
    catalog.declarations(of: kind, named: name).map { id in
      LibraryDeclaration(catalog.source(ofFile: id.file), in: catalog.range(of: id))
    }
  }
}

extension SourceText {
  /// Returns the functions, globals, aliases and macros that are called `name`, without a sign in front.
  package func declarations(of name: String) -> [LibraryDeclaration] {
    TapsetScanner.index(of: bytes).declarations.filter { declaration in
      switch declaration.kind {
      case .aliases(let names), .globals(let names, _): names.contains(name)
      case .function(name, _), .macro(name): true
      case .function, .macro, .probe: false
      }
    }.map { LibraryDeclaration(self, in: $0.start..<$0.end) }
  }
}
