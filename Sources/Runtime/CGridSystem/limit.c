#include "CGridSystem.h"

#include <errno.h>
#include <sys/resource.h>

static uint64_t number(rlim_t limit) { return limit == RLIM_INFINITY ? UINT64_MAX : (uint64_t)limit; }

int cgrid_descriptor_limit(uint64_t *current, uint64_t *highest) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit)) return -errno;
    *current = number(limit.rlim_cur);
    *highest = number(limit.rlim_max);
    return 0;
}

int cgrid_descriptor_limit_set(uint64_t current) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit)) return -errno;
    limit.rlim_cur = current == UINT64_MAX ? RLIM_INFINITY : (rlim_t)current;
    return setrlimit(RLIMIT_NOFILE, &limit) ? -errno : 0;
}
