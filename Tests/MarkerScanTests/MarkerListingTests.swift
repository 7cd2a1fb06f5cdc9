import KernelDescription
import MarkerScan
import Testing

/// Tests the layouts in which a scan is printed.
struct MarkerListingTests {
  /// A listing of two events, one of them a module's, and of a tracepoint without an event.
  let listing: MarkerListing

  /// Makes the listing.
  init() throws {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(release: "6.18 \"x\"\u{1}", version: "#1\t", buildID: "00ff"))
    builder.events = [
      TraceEvent(
        system: "task", name: "task_new", id: 7,
        fields: [
          EventField(name: "pid", typeText: "pid_t", offset: 8, size: 4, isSigned: true),
          EventField(name: "comm", typeText: "char[16]", offset: 12, size: 16, shape: .text),
        ]),
      TraceEvent(system: "ext4", name: "ext4_sync", fields: []),
    ]
    try builder.addTracepoint("bare", parameters: [("value", "int"), ("text", "char *")])
    try builder.addTracepoint("ext4_sync", system: "ext4", module: "ext4", parameters: [])
    builder.systemCalls = [
      SystemCall(name: "read", number: 0, arguments: [.init(name: "fd", typeText: "unsigned int")])
    ]
    listing = MarkerListing(of: builder.description())
  }

  @Test func `the layout of Module markers has a line for each marker`() {
    #expect(listing.moduleMarkers == "ext4_sync\text4\t\ntask_new\tvmlinux\t%d %s\n")
  }

  @Test func `the table has columns and counts`() {
    #expect(
      listing.table == """
        MARKER     SYSTEM  FORMAT  ARGUMENTS
        ext4_sync  ext4
        task_new   task    %d %s   pid, comm
        bare       -       -       int value, char* text

        Linux 6.18 "x"\u{1}: 2 events, 2 tracepoints (1 without an event), 1 system calls, 3 types

        """)
  }

  @Test func `the JSON has all that the table has, and more`() {
    #expect(
      listing.json == #"""
        {
          "release": "6.18 \"x\"\u0001",
          "version": "#1\t",
          "machine": "x86_64",
          "build_id": "00ff",
          "word_size": 8,
          "markers": [
            {"name": "ext4_sync", "system": "ext4", "module": "ext4", "id": null, "format": "", "arguments": []},
            {"name": "task_new", "system": "task", "module": "vmlinux", "id": 7, "format": "%d %s", "arguments": [{"name": "pid", "type": "pid_t", "kind": "integer", "offset": 8, "size": 4, "signed": true}, {"name": "comm", "type": "char[16]", "kind": "string", "offset": 12, "size": 16, "signed": false}]}
          ],
          "tracepoints": [
            {"name": "bare", "system": null, "module": "vmlinux", "arguments": [{"name": "value", "type": "int"}, {"name": "text", "type": "char*"}]},
            {"name": "ext4_sync", "system": "ext4", "module": "ext4", "arguments": []}
          ],
          "system_calls": [
            {"name": "read", "number": 0, "traced": true, "arguments": [{"name": "fd", "type": "unsigned int"}]}
          ]
        }

        """#)
  }
}
