# SPDX-License-Identifier: ISC

check_PROGRAMS += \
	tests/core/test_address \
	tests/core/test_bucket \
	tests/core/test_buffer \
	tests/core/test_exchange \
	tests/core/test_format \
	tests/core/test_frame \
	tests/core/test_html \
	tests/core/test_json \
	tests/core/test_lines \
	tests/core/test_logline \
	tests/core/test_name \
	tests/core/test_outbox \
	tests/core/test_parts \
	tests/core/test_record \
	tests/core/test_ring \
	tests/core/test_seatstate \
	tests/core/test_stamp \
	tests/core/test_when

# See tests/core/starve.h.
STARVE_SOURCES = tests/core/starve.c tests/core/starve.h
WRAP_REALLOC = $(AM_LDFLAGS) -Wl,--wrap=realloc

tests_core_test_address_SOURCES = tests/core/test_address.c
tests_core_test_address_LDADD = $(TEST_CORE_LIBS)
tests_core_test_bucket_SOURCES = tests/core/test_bucket.c
tests_core_test_bucket_LDADD = $(TEST_CORE_LIBS)
tests_core_test_buffer_SOURCES = tests/core/test_buffer.c $(STARVE_SOURCES)
tests_core_test_buffer_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_buffer_LDADD = $(TEST_CORE_LIBS)
tests_core_test_exchange_SOURCES = tests/core/test_exchange.c tests/core/pair.c tests/core/pair.h \
	tests/core/prng.h $(STARVE_SOURCES)
tests_core_test_exchange_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_exchange_LDADD = $(TEST_CORE_LIBS)
tests_core_test_format_SOURCES = tests/core/test_format.c $(STARVE_SOURCES)
tests_core_test_format_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_format_LDADD = $(TEST_CORE_LIBS)
tests_core_test_frame_SOURCES = tests/core/test_frame.c tests/core/prng.h
tests_core_test_frame_LDADD = $(TEST_CORE_LIBS)
tests_core_test_html_SOURCES = tests/core/test_html.c tests/core/prng.h $(STARVE_SOURCES)
tests_core_test_html_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_html_LDADD = $(TEST_CORE_LIBS)
tests_core_test_json_SOURCES = tests/core/test_json.c $(STARVE_SOURCES)
tests_core_test_json_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_json_LDADD = $(TEST_CORE_LIBS)
tests_core_test_lines_SOURCES = tests/core/test_lines.c tests/core/prng.h $(STARVE_SOURCES)
tests_core_test_lines_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_lines_LDADD = $(TEST_CORE_LIBS)
tests_core_test_logline_SOURCES = tests/core/test_logline.c tests/core/prng.h $(STARVE_SOURCES)
tests_core_test_logline_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_logline_LDADD = $(TEST_CORE_LIBS)
tests_core_test_name_SOURCES = tests/core/test_name.c
tests_core_test_name_LDADD = $(TEST_CORE_LIBS)
tests_core_test_outbox_SOURCES = tests/core/test_outbox.c tests/core/prng.h $(STARVE_SOURCES)
tests_core_test_outbox_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_outbox_LDADD = $(TEST_CORE_LIBS)
tests_core_test_parts_SOURCES = tests/core/test_parts.c $(STARVE_SOURCES)
tests_core_test_parts_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_parts_LDADD = $(TEST_CORE_LIBS)
tests_core_test_record_SOURCES = tests/core/test_record.c
tests_core_test_record_LDADD = $(TEST_CORE_LIBS)
tests_core_test_ring_SOURCES = tests/core/test_ring.c tests/core/prng.h
tests_core_test_ring_LDADD = $(TEST_CORE_LIBS) -lpthread
tests_core_test_seatstate_SOURCES = tests/core/test_seatstate.c tests/core/prng.h
tests_core_test_seatstate_LDADD = $(TEST_CORE_LIBS)
tests_core_test_stamp_SOURCES = tests/core/test_stamp.c
tests_core_test_stamp_LDADD = $(TEST_CORE_LIBS)
tests_core_test_when_SOURCES = tests/core/test_when.c
tests_core_test_when_LDADD = $(TEST_CORE_LIBS)
