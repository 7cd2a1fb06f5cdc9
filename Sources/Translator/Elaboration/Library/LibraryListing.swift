import Diagnostics
import IR

/// What of the language and its library can be listed without a script.
package enum LibraryListing: Hashable, Sendable {
  /// The forms of built-in probe points: `--dump-probe-types`.
  case probeTypes
  /// The aliases of the tapsets: `--dump-probe-aliases`.
  case aliases
  /// The functions that a script can call: `--dump-functions`.
  case functions
}

extension ScriptTranslator {
  /// Returns what `listing` asks for, in lines in byte order.
  package func libraryListing(_ listing: LibraryListing) -> String {
    let lines =
      switch listing {
      case .probeTypes: ProbeFamily.all.flatMap(\.shapes).map(\.form)
      case .aliases: elaborator("").aliasLines()
      case .functions: elaborator("probe never {}").functionLines()
      }
    var unique: [String] = []
    for line in lines.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where line != unique.last {
      unique.append(line)
    }
    return unique.map { $0 + "\n" }.joined()
  }

  /// Returns the elaborator of the script `text` before anything has been asked of it.
  private func elaborator(_ text: String) -> Elaborator {
    let script = parsed([SourceText(name: "", text: text)])
    let parser = TapsetParser(
      environment: environment, macros: script.value?.macros ?? MacroTable())
    return Elaborator(
      script.value?.files ?? [],
      library: LibraryReader(library, parser: parser, sources: script.sources),
      kernel: kernel, options: options)
  }
}

extension Elaborator {
  /// Returns a line for each alias of the library: `name = points`.
  fileprivate consuming func aliasLines() -> [String] {
    library.aliasNames.flatMap { name in
      library.aliases(named: name, shape: PointShape(indexName: name)).map { alias in
        "\(name) = " + alias.points.map(TreePrinter.text(of:)).joined(separator: ", ")
      }
    }
  }

  /// Returns a line for each function that a script can call: `name:type (parameter:type)`.
  fileprivate consuming func functionLines() -> [String] {
    _ = run()
    var lines = Intrinsic.callable.map(\.line)
    for name in library.functionNames {
      for declaration in library.functions(named: name, from: script.probes[0].range.file) {
        let symbol = symbol(of: [declaration])
        checkFunction(instance(of: symbol, overload: 0))
        lines.append(functions[symbol.index].line)
      }
    }
    return lines
  }
}

extension FunctionSymbol {
  /// The name, and the types as far as they are known.
  fileprivate var line: String {
    let result =
      switch self.result {
      case .none: "unknown"
      case .value(let knowledge): knowledge.name
      }
    let parameters = zip(declarations[0].parameters, parameters).map {
      "\($0.name.text):\($1.name)"
    }
    return "\(name):\(result) (\(parameters.joined(separator: ", ")))"
  }
}

extension Knowledge {
  /// The type as listings show it.
  fileprivate var name: String { valueType?.rawValue ?? "unknown" }
}

extension Intrinsic {
  /// The name and the types; parameters have no names.
  fileprivate var line: String {
    let parameters = signature.parameters.map(\.rawValue).joined(separator: ", ")
    return "\(rawValue):\(signature.result?.rawValue ?? "unknown") (\(parameters))"
  }
}

extension PointShape {
  /// The form, with the types of what stands in parentheses: `timer.ms(number)`.
  fileprivate var form: String {
    components.map { component in
      switch component.parameter {
      case .none, .literal: component.text
      case .number: "\(component.name)(number)"
      case .text: "\(component.name)(string)"
      }
    }.joined(separator: ".")
  }
}
