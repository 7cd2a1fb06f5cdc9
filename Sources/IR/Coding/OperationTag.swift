/// The number of an operation in the coding; new ones are added at the end.
enum OperationTag: Int, CaseIterable {
  case long, string, unary, binary, compare, compareStrings, concatenate, matches
  case readLocal, writeLocal, readGlobal, writeGlobal, addToGlobal, contains, delete, accumulate
  case extract, bucket, beginIteration, beginBuckets, advance, iterationKey, iterationValue
  case endIteration, argument, eventField, eventElement, loadMember, memberAddress, load
  case intrinsic, call, format, print, printHistogram, formatHistogram, caughtMessage
  case commit, capture, captureNext, captured, capturedNext
  case name
  case countActions
}
