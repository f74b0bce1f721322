#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CGridSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <unistd.h>

int cgrid_stream_socket_type(void) { return SOCK_STREAM; }

// A TCP socket that children do not inherit, or an errno value made negative.
static int new_stream_socket(int family) {
#ifdef SOCK_CLOEXEC
    int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return descriptor < 0 ? -errno : descriptor;
#else
    int descriptor = socket(family, SOCK_STREAM, 0);
    if (descriptor < 0) return -errno;
    (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
#endif
}

int cgrid_socket_listen(const struct sockaddr *address, socklen_t address_byte_count, int backlog) {
    int descriptor = new_stream_socket(address->sa_family);
    if (descriptor < 0) return descriptor;

    int on = 1, off = 0;
    int failed = setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!failed && address->sa_family == AF_INET6) {
        failed = setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    }
    // With SO_REUSEADDR a conflict may show only when the second socket starts to listen.
    if (!failed) failed = bind(descriptor, address, address_byte_count);
    if (!failed) failed = listen(descriptor, backlog);
    if (!failed) return descriptor;

    int reason = errno;
    close(descriptor);
    return -reason;
}

int cgrid_socket_accept(int listener) {
    int descriptor;
    do {
#ifdef SOCK_CLOEXEC
        descriptor = accept4(listener, 0, 0, SOCK_CLOEXEC);
#else
        descriptor = accept(listener, 0, 0);
        if (descriptor >= 0) (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
#endif
    } while (descriptor < 0 && (errno == EINTR || errno == ECONNABORTED));
    return descriptor < 0 ? -errno : descriptor;
}

int cgrid_socket_shut_down_sending(int descriptor) { return shutdown(descriptor, SHUT_WR) ? -errno : 0; }

int cgrid_descriptor_duplicate(int descriptor) {
    int duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    return duplicate < 0 ? -errno : duplicate;
}

void cgrid_descriptor_close(int descriptor) { (void)close(descriptor); }
