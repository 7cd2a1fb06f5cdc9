import KernelDescription
import Testing

/// Tests how the format strings of markers are taken apart.
struct MarkerFormatTests {
  @Test func `each conversion has its C type`() {
    let format = MarkerFormat("%d %i %u %o %x %X %c %s %p")
    #expect(
      format.arguments.map(\.typeText) == [
        "int", "int", "unsigned int", "unsigned int", "unsigned int", "unsigned int", "int",
        "const char *", "void *",
      ])
    #expect(format.arguments.map(\.size) == [4, 4, 4, 4, 4, 4, 4, 8, 8])
    #expect(
      format.arguments.map(\.isSigned) == [
        true, true, false, false, false, false, true, false, false,
      ])
    #expect(format.arguments.map(\.kind).suffix(3) == [.number, .text, .pointer])
    #expect(format.valueCount == 9)
  }

  @Test(arguments: [
    ("%hd", "short", 2), ("%hu", "unsigned short", 2), ("%ld", "long", 4),
    ("%lx", "unsigned long", 4), ("%lld", "long long", 8), ("%Lu", "unsigned long long", 8),
    ("%ls", "const char *", 4), ("%lc", "int", 4), ("%hp", "void *", 4),
  ])
  func `qualifiers set the length, with the words of the machine`(
    text: String, type: String, size: Int
  ) throws {
    let argument = try #require(MarkerFormat(text, wordSize: 4).arguments.first)
    #expect(argument.typeText == type)
    #expect(argument.size == size)
  }

  @Test(arguments: [
    ("%-08.3lx", 1), ("%+ #0d", 1), ("%5.d", 1), ("%%", 0), ("%-5%", 0), (" ", 0), ("", 0),
    ("%", 0), ("%5", 0), ("%l", 0), ("%.", 0), ("100%", 0), ("% d", 1),
  ])
  func `flags, width and precision are skipped, and no string is malformed`(
    text: String, count: Int
  ) {
    #expect(MarkerFormat(text).arguments.count == count)
  }

  @Test(arguments: [
    ("%zu", 1), ("%td", 1), ("%jd", 1), ("%n", 1), ("%f", 1), ("%hhx", 1), ("%*d", 2),
    ("%.*d", 2), ("%*.*s", 3), ("%y", 0),
  ])
  func `what SystemTap does not know is no argument, although C fetches values for it`(
    text: String, valueCount: Int
  ) {
    let format = MarkerFormat(text + " %d")
    #expect(format.arguments.map(\.position) == [valueCount])
    #expect(format.valueCount == valueCount + 1)
  }

  @Test func `text between conversions means nothing, LTTng's decorations included`() {
    #expect(
      MarkerFormat("#8u%llu #p%ld #2u%hu").arguments.map(\.typeText) == [
        "unsigned long long", "long", "unsigned short",
      ])
    #expect(MarkerFormat("%d%%%d").arguments.count == 2)
  }

  @Test func `the word in front of a conversion names its argument`() {
    #expect(
      MarkerFormat("fd %u count %zu pos=%llu name %s ip: %p pos %d 3 %d").arguments.map(\.name)
        == ["fd", "pos", nil, "ip", nil, nil])
    #expect(MarkerFormat("arg2 %d arg %d a.b %d").arguments.map(\.name) == [nil, nil, "b"])
  }
}
