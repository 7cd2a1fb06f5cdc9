/* A program that has what a kernel image has, for tests of its scan. */
#include "trace.h"

struct syscall_metadata {
  const char *name;
  int syscall_nr;
  int nb_args;
  const char **types;
  const char **args;
};

struct syscall_trace_enter {
  struct trace_entry ent;
  int nr;
  unsigned long args[];
};

enum trace_type { TRACE_FN = 1, __TRACE_LAST_TYPE = 20 };

typedef unsigned long long u64;

struct task {
  char comm[16];
  unsigned int is_kernel : 1, state : 3;
  union {
    long ticks;
    struct task *parent;
  };
  const char *names[2][3];
  int (*run)(struct task *);
};

const char linux_banner[] = "Linux version 6.1.0-test (who@where) (gcc) #7 SMP Sat Nov 21\n";

const unsigned char notes[] IN_SECTION(".notes") = {4, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0,
                                                    'G', 'N', 'U', 0, 0x0a, 0xff, 0x10, 0};

static const char work[] = "work";
static const char calls[] = "syscalls";
struct tracepoint __tracepoint_work_start = {.name = "work_start"};

void trace_work_start(struct task *task, u64 cost) { __tracepoint_work_start.key += cost + task->ticks; }

static struct trace_event_fields work_fields[] = {
    {"char[WORK_NAME]", {{"comm", 16, 1, 1, 16}}},
    {"u64", {{"cost", 8, 8, 0, 0}}},
    {"unsigned char", {{"state", 1, 1, 0, 0}}},
    {"__data_loc char[]", {{"path", 4, 4, 1, 0}}},
    {0}};
static struct trace_event_class work_class = {work, NULL, work_fields};
static char work_format[] = "\"%s WORK_DONE %d\", REC->comm, REC->state == WORK_DONE ? x.WORK_DONE : 7WORK_DONE";
static struct trace_event_call work_call = {
    .class = &work_class, .tp = &__tracepoint_work_start, .print_fmt = work_format, .flags = TRACE_EVENT_FL_TRACEPOINT};

static struct trace_event_call function_call = {
    .class = &work_class, .name = "function", .event = {.type = TRACE_FN}, .print_fmt = work_format};

long __x64_sys_open(void) { return 1; }
long __x64_sys_fork(void) { return 2; }
long sys_ni_syscall(void) { return -38; }
long (*const sys_call_table[])(void) = {__x64_sys_open, sys_ni_syscall, __x64_sys_fork};
const char table_end = 0;

static const char *open_types[] = {"const char *", "int"};
static const char *open_names[] = {"filename", "flags"};
static struct syscall_metadata open_data = {"sys_open", -1, 2, open_types, open_names};
static struct syscall_metadata fork_data = {"sys_fork", -1, 0, NULL, NULL};
static struct syscall_metadata gone_data = {"sys_gone", -1, 0, NULL, NULL};
static struct trace_event_fields entry_fields[] = {
    {"int", {{"__syscall_nr", 4, 4, 1, 0}}}, {(const char *)~0UL, {{0}}}, {0}};
static struct trace_event_fields exit_fields[] = {
    {"int", {{"__syscall_nr", 4, 4, 1, 0}}}, {"long", {{"ret", 8, 8, 1, 0}}}, {0}};
static struct trace_event_class entry_class = {calls, NULL, entry_fields};
static struct trace_event_class exit_class = {calls, NULL, exit_fields};
static struct trace_event_call open_entry = {.class = &entry_class, .name = "sys_enter_open", .data = &open_data};
static struct trace_event_call gone_entry = {.class = &entry_class, .name = "sys_enter_gone", .data = &gone_data};
static struct trace_event_call fork_entry = {.class = &entry_class, .name = "sys_enter_fork", .data = &fork_data};
static struct trace_event_call open_exit = {.class = &exit_class, .name = "sys_exit_open", .data = &open_data};

static struct trace_event_call *const events[] IN_SECTION("ftrace_events") = {
    &function_call, &open_entry, &gone_entry, &fork_entry, &open_exit, &work_call};

static struct trace_eval_map done = {work, "WORK_DONE", 3};
static struct trace_eval_map length = {work, "WORK_NAME", 16};
static struct trace_eval_map foreign = {calls, "state", 9};
static struct trace_eval_map *const constants[] IN_SECTION("ftrace_eval_maps") = {&done, &length, &foreign};

extern struct trace_event_call *const __start_ftrace_events[], *const __stop_ftrace_events[];
extern struct trace_eval_map *const __start_ftrace_eval_maps[], *const __stop_ftrace_eval_maps[];
struct syscall_trace_enter record;

void _start(void) {
  struct task task = {.ticks = __stop_ftrace_events - __start_ftrace_events};
  trace_work_start(&task, __stop_ftrace_eval_maps - __start_ftrace_eval_maps + record.nr + sys_call_table[0]());
}
