/* The structures of the kernel's tracing code that a scan looks at, with fewer members and at other places. */
#define NULL ((void *)0)
#define IN_SECTION(name) __attribute__((section(name), used))

struct tracepoint {
  long key;
  const char *name;
};

struct trace_event {
  long node[2];
  int type;
};

struct trace_event_fields {
  const char *type;
  union {
    struct {
      const char *name;
      const int size;
      const int align;
      const int is_signed;
      const int len;
    };
    int (*define_fields)(void *);
  };
};

struct trace_event_class {
  const char *system;
  void *probe;
  struct trace_event_fields *fields_array;
};

struct trace_event_call {
  struct trace_event_class *class;
  union {
    const char *name;
    struct tracepoint *tp;
  };
  struct trace_event event;
  char *print_fmt;
  void *data;
  int flags;
};

struct trace_eval_map {
  const char *system;
  const char *eval_string;
  unsigned long eval_value;
};

struct trace_entry {
  unsigned short type;
  unsigned char flags;
  unsigned char preempt_count;
  int pid;
};

enum { TRACE_EVENT_FL_TRACEPOINT = 16 };
