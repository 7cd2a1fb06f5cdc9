/* An object that has what a module with trace events has, for tests of their scan. */
#include "trace.h"

const char information[] IN_SECTION(".modinfo") = "license=GPL\0name=worker\0vermagic=6.1.0-test SMP mod_unload ";

static const char worker[] = "worker";
struct tracepoint __tracepoint_worker_stop = {.name = "worker_stop"};
static struct trace_event_fields fields[] = {{"int", {{"code", 4, 4, 1, 0}}}, {"long", {{"time", 8, 8, 1, 0}}}, {0}};
static struct trace_event_class class = {worker, NULL, fields};
static char format[] = "\"%d\", REC->code + WORKER_BASE";
static struct trace_event_call call = {
    .class = &class, .tp = &__tracepoint_worker_stop, .print_fmt = format, .flags = TRACE_EVENT_FL_TRACEPOINT};
static struct trace_event_call *calls[] IN_SECTION("_ftrace_events") = {&call};
static struct trace_eval_map base = {worker, "WORKER_BASE", -4};
static struct trace_eval_map *maps[] IN_SECTION("_ftrace_eval_map") = {&base};
