// The few operating system calls that Swift cannot make itself. Nothing here knows of caches or of libuv.
//
// Feature macros such as _GNU_SOURCE are defined in the .c files only: in a header they would change the
// types of the module that the Swift importer shares with everyone else.

#ifndef CGRID_SYSTEM_H
#define CGRID_SYSTEM_H

#include <stdint.h>
#include <sys/socket.h>

// A number that differs between all living threads and is never zero.
//
// A shim because Swift has no thread-local variables; the address of one is the cheapest identity there is.
uintptr_t cgrid_thread_identity(void);

// Names the calling thread for debuggers and `top`; at most 15 bytes are kept.
//
// A shim because pthread_setname_np is a GNU extension with one parameter on macOS and two on Linux.
void cgrid_thread_set_name(const char *name);

// Blocks SIGPIPE in the calling thread, so that a write to a broken connection fails with EPIPE there.
//
// A shim because the functions on signal sets are macros on macOS, which Swift does not import.
void cgrid_thread_block_broken_pipe_signal(void);

// The socket type of TCP.
//
// A shim because SOCK_STREAM is an enumeration on Linux and an integer macro on macOS.
int cgrid_stream_socket_type(void);

// Makes a TCP socket that listens on `address`; returns the descriptor, or an errno value made negative.
//
// The descriptor is close-on-exec. SO_REUSEADDR is on, so that a restart does not wait for old connections;
// SO_REUSEPORT is off, so that a second listener fails. An IPv6 socket also takes IPv4 connections.
//
// A shim because SOCK_CLOEXEC exists on Linux only, and because of cgrid_stream_socket_type.
int cgrid_socket_listen(const struct sockaddr *address, socklen_t address_byte_count, int backlog);

// Takes the next connection that waits at a listening socket; returns its descriptor, or an errno value made negative.
//
// The descriptor is close-on-exec. Connections that broke while they waited are skipped. The listening socket must be
// non-blocking.
//
// A shim because accept4 is a GNU extension.
int cgrid_socket_accept(int listener);

// Tells the peer of a connected socket that nothing more is sent; returns 0, or an errno value made negative.
//
// A shim because SHUT_WR is an enumeration on Linux and an integer macro on macOS.
int cgrid_socket_shut_down_sending(int descriptor);

// A second, close-on-exec descriptor of the same socket, or an errno value made negative.
//
// A shim because fcntl is variadic.
int cgrid_descriptor_duplicate(int descriptor);

// Reads how many descriptors the process may have open: as the limit stands, and up to where it may be raised.
//
// Numbers without a limit become UINT64_MAX. Returns 0, or an errno value made negative.
//
// A shim because RLIMIT_NOFILE is an enumeration on Linux and an integer macro on macOS.
int cgrid_descriptor_limit(uint64_t *current, uint64_t *highest);

// Changes how many descriptors the process may have open; returns 0, or an errno value made negative.
int cgrid_descriptor_limit_set(uint64_t current);

// Closes a descriptor; never repeated on EINTR, because the descriptor is gone by then.
//
// A shim because the module that declares close has another name on each platform.
void cgrid_descriptor_close(int descriptor);

#endif
