import Testing

@testable import TapsetGen
