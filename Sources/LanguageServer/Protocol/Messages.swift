/// The number or name of a request (JSON-RPC 2.0).
enum RequestID: Codable, Hashable, Sendable {
  /// A number.
  case number(Int)
  /// A name.
  case name(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .name(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .name(let name): try container.encode(name)
    }
  }
}

/// What each message of a client has.
struct IncomingMessage: Decodable {
  /// The number of the request; `nil` for a notification.
  let id: RequestID?
  /// What is asked for; `nil` for the answer to a request of the server, which makes none.
  let method: String?
}

/// The parameters of a message.
struct IncomingParameters<Parameters: Decodable>: Decodable {
  /// The parameters.
  let params: Parameters
}

/// The answer to a request that could be met.
struct Response<Result: Encodable>: Encodable {
  /// The version of JSON-RPC.
  let jsonrpc = "2.0"
  /// The request.
  let id: RequestID
  /// The answer; written as `null` if it is `nil`.
  let result: Result?

  private enum Key: CodingKey { case jsonrpc, id, result }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(jsonrpc, forKey: .jsonrpc)
    try container.encode(id, forKey: .id)
    try container.encode(result, forKey: .result)
  }
}

/// The answer to a request that could not be met.
struct FailureResponse: Encodable {
  /// The version of JSON-RPC.
  let jsonrpc = "2.0"
  /// The request; `null` if it could not be read.
  let id: RequestID?
  /// Why.
  let error: ResponseError

  private enum Key: CodingKey { case jsonrpc, id, error }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(jsonrpc, forKey: .jsonrpc)
    try container.encode(id, forKey: .id)
    try container.encode(error, forKey: .error)
  }
}

/// Why a request could not be met.
struct ResponseError: Error, Encodable {
  /// The kind (JSON-RPC 2.0 section 5.1, and `ErrorCodes` of the Language Server Protocol 3.17).
  enum Code: Int, Encodable {
    /// The message is no JSON.
    case parseError = -32700
    /// The message is no request.
    case invalidRequest = -32600
    /// The method is not known.
    case methodNotFound = -32601
    /// The parameters are not those of the method.
    case invalidParameters = -32602
    /// The first request must be `initialize`.
    case serverNotInitialized = -32002
  }

  /// The kind.
  let code: Code
  /// One sentence.
  let message: String
}

/// A message that nobody asked for.
struct OutgoingNotification<Parameters: Encodable>: Encodable {
  /// The version of JSON-RPC.
  let jsonrpc = "2.0"
  /// What it is.
  let method: String
  /// What it says.
  let params: Parameters
}

/// A value without members.
struct Empty: Codable {}
