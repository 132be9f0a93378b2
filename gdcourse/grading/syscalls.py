"""What a learner's process may not ask of the kernel: a filter on its system calls, which nothing takes off again.

It closes the ways round the other limits: starting or signalling processes, sockets, memory that RLIMIT_AS does not
count, namespaces in which one is root, and parts of the kernel that no answer needs. Files are not its business.
"""

import ctypes
import os
import platform
import struct
import sys

FORBIDDEN = {  # name: its number on x86_64 and on aarch64; -1: there is none
    # other programs and processes
    "fork": (57, -1),
    "vfork": (58, -1),
    "execve": (59, 221),
    "execveat": (322, 281),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    # the network, and the sockets of services on this machine
    "socket": (41, 198),
    "socketpair": (53, 199),
    # memory beside that of the process
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "io_uring_setup": (425, 425),
    # namespaces, keys, and what has often let attackers into the kernel
    "unshare": (272, 97),
    "setns": (308, 268),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
}
KILL, TGKILL, CLONE, CLONE3, PRLIMIT64 = (62, 129), (234, 131), (56, 220), (435, 435), (302, 261)
CLONE_THREAD = 0x10000
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the numbers, the kernel's name for it
LARGEST_NUMBER = 0x3FFFFFFF  # above it x86_64 has all its calls a second time

LOAD, EQUAL, ABOVE, ANY_BIT, RETURN = 0x20, 0x15, 0x25, 0x45, 0x06  # instructions of Linux' socket filters
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16  # where a filter finds these, in bytes
ALLOW, REFUSE, NOT_THERE = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38  # the call fails with EPERM or ENOSYS
NO_NEW_PRIVILEGES, SECCOMP, BY_FILTER = 38, 22, 2  # arguments of prctl


def can_be_filtered():
    """Whether this is a system and a processor for which the filter is written."""
    return sys.platform == "linux" and platform.machine() in MACHINES and sys.maxsize > 2**32


def forbid():
    """Put the filter on this process for good."""
    program = program_for(*MACHINES[platform.machine()], os.getpid())
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
    held = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(held)))
    system = ctypes.CDLL(None, use_errno=True)
    for option, value in ((NO_NEW_PRIVILEGES, 1), (SECCOMP, BY_FILTER)):
        pointer = ctypes.addressof(header) if option == SECCOMP else 0
        if system.prctl(option, *map(ctypes.c_ulong, (value, pointer, 0, 0))):
            raise OSError(ctypes.get_errno(), "the kernel takes no filter of system calls")


def program_for(column, machine, pid):
    """The filter as instructions (code, steps forward if true, if false, constant)."""
    return [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 1, 0, machine),
        (RETURN, 0, 0, REFUSE),
        (LOAD, 0, 0, NUMBER),
        (ABOVE, 0, 1, LARGEST_NUMBER),
        (RETURN, 0, 0, REFUSE),
        *(step for numbers in FORBIDDEN.values() if numbers[column] >= 0 for step in refused(numbers[column])),
        *refused(CLONE3[column], NOT_THERE),  # its flags lie where no filter can look; clone serves in its place
        *only_if(CLONE[column], ANY_BIT, CLONE_THREAD),
        *only_if(KILL[column], EQUAL, pid),
        *only_if(TGKILL[column], EQUAL, pid),
        *only_if(PRLIMIT64[column], EQUAL, 0),
        (RETURN, 0, 0, ALLOW),
    ]


def refused(number, answer=REFUSE):
    """Instructions that refuse a call."""
    return [(EQUAL, 0, 1, number), (RETURN, 0, 0, answer)]


def only_if(number, test, constant):
    """Instructions that refuse a call unless its first argument passes a test."""
    return [
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (test, 1, 0, constant),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
