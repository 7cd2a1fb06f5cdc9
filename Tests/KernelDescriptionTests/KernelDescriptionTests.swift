import Testing

@testable import KernelDescription
