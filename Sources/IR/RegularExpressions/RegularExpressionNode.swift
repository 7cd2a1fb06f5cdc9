/// A part of a regular expression.
indirect enum RegularExpressionNode {
  /// Nothing, which matches everywhere.
  case empty
  /// One byte of a set.
  case byte(ByteSet)
  /// `^`.
  case start
  /// `$`.
  case end
  /// One part behind the other.
  case sequence([RegularExpressionNode])
  /// One of several parts, the first one preferred.
  case choice([RegularExpressionNode])
  /// The part again and again, as often as possible; without end if `maximum` is `nil`.
  case repetition(RegularExpressionNode, minimum: Int, maximum: Int?)
  /// A part in parentheses, whose place is noted under a number.
  case group(RegularExpressionNode, Int)
}
