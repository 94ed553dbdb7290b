/**
 * A filter for system calls (classic BPF, linux/seccomp.h and linux/filter.h): what a function never needs and what
 * attacks on the kernel begin with fails with EPERM. Everything else is allowed.
 */

/** The filter as bubblewrap reads it; undefined for processors that it is not written for. */
export function seccompFilter(arch: string): Buffer | undefined {
  const machine = MACHINES.get(arch);
  if (machine === undefined) return undefined;
  const { audit, calls, firstForeign } = machine;
  const program: Instruction[] = [
    load(OFFSET_ARCH),
    jumpIfEqual(audit, 1, 0),
    answer(KILL_PROCESS),
    load(OFFSET_NUMBER),
    // The x32 calls of x86-64 are the same calls under other numbers.
    jumpIfAtLeast(firstForeign, 0, 1),
    answer(EPERM),
    // Its flags lie behind a pointer that no filter can follow; libraries fall back to clone.
    jumpIfEqual(CLONE3, 0, 1),
    answer(ENOSYS),
    jumpIfEqual(calls.clone, 0, 4),
    load(OFFSET_FIRST_ARGUMENT),
    jumpIfAnyBit(NEW_NAMESPACES, 0, 1),
    answer(EPERM),
    answer(ALLOW),
  ];
  for (const number of calls.denied) program.push(jumpIfEqual(number, 0, 1), answer(EPERM));
  program.push(answer(ALLOW));
  return Buffer.concat(program.map(encode));
}

interface Machine {
  /** AUDIT_ARCH_* of linux/audit.h. */
  readonly audit: number;
  /** Calls from this number on belong to another convention. */
  readonly firstForeign: number;
  readonly calls: { readonly clone: number; readonly denied: readonly number[] };
}

/** The same number on every processor. */
const CLONE3 = 435;
/** io_uring_setup, _enter, _register; open_tree, move_mount, fsopen, fsconfig, fsmount, fspick; mount_setattr. */
const DENIED_EVERYWHERE = [425, 426, 427, 428, 429, 430, 431, 432, 433, 442];

/**
 * ptrace, syslog, pivot_root, chroot, mount, umount2, swapon, swapoff, reboot, init_module, delete_module, add_key,
 * request_key, keyctl, unshare, perf_event_open, open_by_handle_at, setns, process_vm_readv, process_vm_writev, kcmp,
 * finit_module, kexec_load, kexec_file_load, bpf, userfaultfd, acct, quotactl, personality.
 */
const DENIED_X64 = [
  101, 103, 155, 161, 165, 166, 167, 168, 169, 175, 176, 248, 249, 250, 272, 298, 304, 308, 310, 311, 312, 313, 246,
  320, 321, 323, 163, 179, 135,
];
const DENIED_ARM64 = [
  117, 116, 41, 51, 40, 39, 224, 225, 142, 105, 106, 217, 218, 219, 97, 241, 265, 268, 270, 271, 272, 273, 104, 294,
  280, 282, 89, 60, 92,
];

const MACHINES: ReadonlyMap<string, Machine> = new Map([
  [
    'x64',
    {
      audit: 0xc000003e,
      firstForeign: 0x40000000,
      calls: { clone: 56, denied: [...DENIED_X64, ...DENIED_EVERYWHERE] },
    },
  ],
  [
    'arm64',
    {
      audit: 0xc00000b7,
      firstForeign: 0x40000000,
      calls: { clone: 220, denied: [...DENIED_ARM64, ...DENIED_EVERYWHERE] },
    },
  ],
]);

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWTIME is not among clone's. */
const NEW_NAMESPACES = 0x7e020000;
/** Of `struct seccomp_data`; the lower half of the argument on these little-endian machines. */
const OFFSET_NUMBER = 0;
const OFFSET_ARCH = 4;
const OFFSET_FIRST_ARGUMENT = 16;
/** SECCOMP_RET_*. */
const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;

interface Instruction {
  readonly code: number;
  readonly whenTrue: number;
  readonly whenFalse: number;
  readonly value: number;
}

function load(offset: number): Instruction {
  return { code: 0x20, whenTrue: 0, whenFalse: 0, value: offset };
}

function jumpIfEqual(value: number, whenTrue: number, whenFalse: number): Instruction {
  return { code: 0x15, whenTrue, whenFalse, value };
}

function jumpIfAtLeast(value: number, whenTrue: number, whenFalse: number): Instruction {
  return { code: 0x35, whenTrue, whenFalse, value };
}

function jumpIfAnyBit(value: number, whenTrue: number, whenFalse: number): Instruction {
  return { code: 0x45, whenTrue, whenFalse, value };
}

function answer(value: number): Instruction {
  return { code: 0x06, whenTrue: 0, whenFalse: 0, value };
}

function encode({ code, whenTrue, whenFalse, value }: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(whenTrue, 2);
  bytes.writeUInt8(whenFalse, 3);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}
