# SPDX-License-Identifier: ISC
#
# The benchmark as a program, which is installed: `shmooze bench` runs it. What it measures on
# terminals it leaves out where there is no libvterm.

pkglibexec_PROGRAMS = tests/bench/bench tests/bench/bare

BENCH_SAMPLES = tests/bench/samples.c tests/bench/samples.h tests/bench/matrix.c \
	tests/bench/matrix.h tests/bench/bench.h

tests_bench_bench_SOURCES = $(BENCH_SAMPLES) \
	tests/bench/actors.c \
	tests/bench/actors.h \
	tests/bench/ask.c \
	tests/bench/ask.h \
	tests/bench/bell.c \
	tests/bench/bell.h \
	tests/bench/bench.c \
	tests/bench/channel.c \
	tests/bench/channel.h \
	tests/bench/channel_pipe.c \
	tests/bench/channel_queue.c \
	tests/bench/channel_ring.c \
	tests/bench/channel_signal.c \
	tests/bench/fanout.c \
	tests/bench/feeder.c \
	tests/bench/feeder.h \
	tests/bench/idle.c \
	tests/bench/idle.h \
	tests/bench/lines.c \
	tests/bench/lines.h \
	tests/bench/mechanisms.c \
	tests/bench/memory.c \
	tests/bench/memory.h \
	tests/bench/proc.c \
	tests/bench/proc.h \
	tests/bench/prompt.c \
	tests/bench/prose.c \
	tests/bench/prose.h \
	tests/bench/report.c \
	tests/bench/report.h \
	tests/bench/report_json.c \
	tests/bench/request.c \
	tests/bench/results.c \
	tests/bench/results.h \
	tests/bench/start.c \
	tests/bench/stream.c \
	tests/bench/svg.c \
	tests/bench/svg.h \
	tests/bench/svg_axis.c \
	tests/bench/svg_lines.c \
	tests/bench/svg_rows.c \
	tests/bench/traffic.c \
	tests/bench/traffic.h
tests_bench_bench_LDADD = $(CORE_LIBS) $(MATH_LIBS)

BENCH_ON_TERMINALS = \
	tests/bench/flood.c \
	tests/bench/idle_window.c \
	tests/bench/latency.c \
	tests/bench/memory_viewer.c \
	tests/bench/scene.c \
	tests/bench/scene.h \
	tests/bench/scroll.c \
	tests/bench/start_window.c \
	tests/bench/tty.c \
	tests/bench/tty.h
if HAVE_VTERM
tests_bench_bench_SOURCES += $(BENCH_ON_TERMINALS)
tests_bench_bench_LDADD += $(VTERM_LIBS)
else
EXTRA_DIST += $(BENCH_ON_TERMINALS)
endif

tests_bench_bare_SOURCES = \
	tests/bench/bare.c \
	tests/bench/bare.h \
	tests/bench/bare_chain.c \
	tests/bench/bare_terminal.c
tests_bench_bare_LDADD = $(NCURSESW_LIBS)

# Flags of the benchmark, such as --quick, --only NAME, --json FILE and --svg FILE.
BENCH_FLAGS =

bench: shmooze$(EXEEXT) $(pkglibexec_PROGRAMS)
	tests/bench/bench$(EXEEXT) $(BENCH_FLAGS) ./shmooze$(EXEEXT)
