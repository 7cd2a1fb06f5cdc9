import Testing

@testable import MarkerScan
