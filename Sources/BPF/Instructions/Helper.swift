/// A function that the kernel offers to BPF programs, by the number that calls carry.
///
/// Names and numbers are those of `enum bpf_func_id` in `include/uapi/linux/bpf.h`, spelled in camel
/// case. The list is complete: the kernel adds no helpers any more, only kfuncs.
package enum Helper: Int32, CaseIterable, Hashable, Sendable {
  // Maps

  /// The address of the value of a key, or null.
  case mapLookupElem = 1
  /// Sets the value of a key.
  case mapUpdateElem = 2
  /// Removes a key.
  case mapDeleteElem = 3
  /// Appends to a queue or a stack, or adds to a Bloom filter.
  case mapPushElem = 87
  /// Takes from a queue or a stack.
  case mapPopElem = 88
  /// Reads the next of a queue or a stack, or asks a Bloom filter.
  case mapPeekElem = 89
  /// The address of the value of a key on one CPU, or null (Linux 5.19).
  case mapLookupPercpuElem = 195
  /// Calls a function for each key (Linux 5.13).
  case forEachMapElem = 164
  /// Goes on with another program.
  case tailCall = 12
  /// Calls a function a number of times (Linux 5.17).
  case loop = 181
  /// Takes the lock in a map value.
  case spinLock = 93
  /// Gives the lock in a map value back.
  case spinUnlock = 94
  /// Exchanges the object that a map value owns.
  case kptrXchg = 194
  /// The address of what a map keeps for a task, or null (Linux 5.11).
  case taskStorageGet = 156
  /// Removes what a map keeps for a task.
  case taskStorageDelete = 157
  /// The address of what a map keeps for an inode, or null.
  case inodeStorageGet = 145
  /// Removes what a map keeps for an inode.
  case inodeStorageDelete = 146
  /// The address of what a map keeps for a cgroup, or null (Linux 6.2).
  case cgrpStorageGet = 210
  /// Removes what a map keeps for a cgroup.
  case cgrpStorageDelete = 211

  // Memory

  /// Copies from an address of either kind; deprecated.
  case probeRead = 4
  /// Copies a string from an address of either kind; deprecated.
  case probeReadStr = 45
  /// Copies from user memory without paging in.
  case probeReadUser = 112
  /// Copies from kernel memory.
  case probeReadKernel = 113
  /// Copies a string from user memory without paging in.
  case probeReadUserStr = 114
  /// Copies a string from kernel memory.
  case probeReadKernelStr = 115
  /// Copies to user memory.
  case probeWriteUser = 36
  /// Copies from user memory, paging in; may sleep.
  case copyFromUser = 148
  /// Copies from the memory of another task, paging in; may sleep.
  case copyFromUserTask = 191
  /// The address of a per-CPU variable on one CPU.
  case perCpuPtr = 153
  /// The address of a per-CPU variable on this CPU.
  case thisCpuPtr = 154
  /// Writes the path of a file.
  case dPath = 147
  /// Calls a function for the mapping of an address.
  case findVma = 180

  // Context

  /// The monotonic time in nanoseconds.
  case ktimeGetNs = 5
  /// The time since boot, with sleep, in nanoseconds.
  case ktimeGetBootNs = 125
  /// The monotonic time of the last tick in nanoseconds.
  case ktimeGetCoarseNs = 160
  /// The international atomic time in nanoseconds (Linux 6.1).
  case ktimeGetTaiNs = 208
  /// The number of ticks.
  case jiffies64 = 118
  /// A pseudorandom number.
  case getPrandomU32 = 7
  /// The number of this CPU.
  case getSmpProcessorId = 8
  /// The number of the node of this CPU.
  case getNumaNodeId = 42
  /// The process number in the high half, the thread number in the low half.
  case getCurrentPidTgid = 14
  /// The group number in the high half, the user number in the low half.
  case getCurrentUidGid = 15
  /// Writes the name of the current task.
  case getCurrentComm = 16
  /// The address of the current task as a number.
  case getCurrentTask = 35
  /// The address of the current task as a typed pointer (Linux 5.11).
  case getCurrentTaskBtf = 158
  /// The user registers of a task.
  case taskPtRegs = 175
  /// The number of the cgroup of the current task.
  case getCurrentCgroupId = 80
  /// The number of an ancestor of that cgroup.
  case getCurrentAncestorCgroupId = 123
  /// Whether the current task is below a cgroup.
  case currentTaskUnderCgroup = 37
  /// Process and thread number in a namespace.
  case getNsCurrentPidTgid = 120
  /// The address of the traced function.
  case getFuncIp = 173
  /// An argument of the traced function.
  case getFuncArg = 183
  /// The result of the traced function.
  case getFuncRet = 184
  /// The number of arguments of the traced function.
  case getFuncArgCnt = 185
  /// The number that was given when the program was attached (Linux 5.15).
  case getAttachCookie = 174
  /// The result that the hook is about to return.
  case getRetval = 186
  /// Sets the result that the hook returns.
  case setRetval = 187
  /// The number of the current stack in a stack map.
  case getStackid = 27
  /// Writes the current stack.
  case getStack = 67
  /// Writes the stack of a task.
  case getTaskStack = 141
  /// Writes the branch records of an event.
  case readBranchRecords = 119
  /// Writes the branch records of this CPU.
  case getBranchSnapshot = 176
  /// The address of a symbol of the kernel.
  case kallsymsLookupName = 179
  /// The number of a type of the kernel.
  case btfFindByNameKind = 167

  // Output

  /// Copies a record into a ring buffer.
  case ringbufOutput = 130
  /// The address of a reserved record of constant size, or null.
  case ringbufReserve = 131
  /// Hands a reserved record over.
  case ringbufSubmit = 132
  /// Drops a reserved record.
  case ringbufDiscard = 133
  /// A figure of a ring buffer, such as how much waits.
  case ringbufQuery = 134
  /// Reserves a record of any size (Linux 6.0).
  case ringbufReserveDynptr = 198
  /// Hands a record of any size over.
  case ringbufSubmitDynptr = 199
  /// Drops a record of any size.
  case ringbufDiscardDynptr = 200
  /// Calls a function for each record that user space wrote (Linux 6.1).
  case userRingbufDrain = 209
  /// Makes a dynamic pointer to memory.
  case dynptrFromMem = 197
  /// Copies from behind a dynamic pointer.
  case dynptrRead = 201
  /// Copies to behind a dynamic pointer.
  case dynptrWrite = 202
  /// The address of a part behind a dynamic pointer, or null.
  case dynptrData = 203
  /// Copies a record into a perf buffer.
  case perfEventOutput = 25
  /// The value of a perf counter.
  case perfEventRead = 22
  /// Writes the value and the times of a perf counter.
  case perfEventReadValue = 55
  /// Writes the value of the counter that the program is attached to.
  case perfProgReadValue = 56
  /// Prints into the trace pipe.
  case tracePrintk = 6
  /// Prints into the trace pipe with any number of arguments.
  case traceVprintk = 177
  /// Prints into the file of an iterator.
  case seqPrintf = 126
  /// Writes into the file of an iterator.
  case seqWrite = 127
  /// Prints a typed object into the file of an iterator.
  case seqPrintfBtf = 150
  /// Formats into memory (Linux 5.13).
  case snprintf = 165
  /// Formats a typed object into memory.
  case snprintfBtf = 149
  /// Reads a signed number from text.
  case strtol = 105
  /// Reads an unsigned number from text.
  case strtoul = 106
  /// Compares strings of which one is constant (Linux 5.17).
  case strncmp = 182

  // Effects

  /// Sends a signal to the current process.
  case sendSignal = 109
  /// Sends a signal to the current thread.
  case sendSignalThread = 117
  /// Makes the probed function return at once.
  case overrideReturn = 58
  /// Prepares the timer in a map value (Linux 5.15).
  case timerInit = 169
  /// Sets what a timer calls.
  case timerSetCallback = 170
  /// Starts a timer.
  case timerStart = 171
  /// Stops a timer.
  case timerCancel = 172
  /// Makes a bpf system call from a program of type syscall.
  case sysBpf = 166
  /// Closes a file from a program of type syscall.
  case sysClose = 168

  // Packets, sockets, cgroups and devices: no probe calls these, but foreign objects may.

  /// `bpf_skb_store_bytes`.
  case skbStoreBytes = 9
  /// `bpf_l3_csum_replace`.
  case l3CsumReplace = 10
  /// `bpf_l4_csum_replace`.
  case l4CsumReplace = 11
  /// `bpf_clone_redirect`.
  case cloneRedirect = 13
  /// `bpf_get_cgroup_classid`.
  case getCgroupClassid = 17
  /// `bpf_skb_vlan_push`.
  case skbVlanPush = 18
  /// `bpf_skb_vlan_pop`.
  case skbVlanPop = 19
  /// `bpf_skb_get_tunnel_key`.
  case skbGetTunnelKey = 20
  /// `bpf_skb_set_tunnel_key`.
  case skbSetTunnelKey = 21
  /// `bpf_redirect`.
  case redirect = 23
  /// `bpf_get_route_realm`.
  case getRouteRealm = 24
  /// `bpf_skb_load_bytes`.
  case skbLoadBytes = 26
  /// `bpf_csum_diff`.
  case csumDiff = 28
  /// `bpf_skb_get_tunnel_opt`.
  case skbGetTunnelOpt = 29
  /// `bpf_skb_set_tunnel_opt`.
  case skbSetTunnelOpt = 30
  /// `bpf_skb_change_proto`.
  case skbChangeProto = 31
  /// `bpf_skb_change_type`.
  case skbChangeType = 32
  /// `bpf_skb_under_cgroup`.
  case skbUnderCgroup = 33
  /// `bpf_get_hash_recalc`.
  case getHashRecalc = 34
  /// `bpf_skb_change_tail`.
  case skbChangeTail = 38
  /// `bpf_skb_pull_data`.
  case skbPullData = 39
  /// `bpf_csum_update`.
  case csumUpdate = 40
  /// `bpf_set_hash_invalid`.
  case setHashInvalid = 41
  /// `bpf_skb_change_head`.
  case skbChangeHead = 43
  /// `bpf_xdp_adjust_head`.
  case xdpAdjustHead = 44
  /// `bpf_get_socket_cookie`.
  case getSocketCookie = 46
  /// `bpf_get_socket_uid`.
  case getSocketUid = 47
  /// `bpf_set_hash`.
  case setHash = 48
  /// `bpf_setsockopt`.
  case setsockopt = 49
  /// `bpf_skb_adjust_room`.
  case skbAdjustRoom = 50
  /// `bpf_redirect_map`.
  case redirectMap = 51
  /// `bpf_sk_redirect_map`.
  case skRedirectMap = 52
  /// `bpf_sock_map_update`.
  case sockMapUpdate = 53
  /// `bpf_xdp_adjust_meta`.
  case xdpAdjustMeta = 54
  /// `bpf_getsockopt`.
  case getsockopt = 57
  /// `bpf_sock_ops_cb_flags_set`.
  case sockOpsCbFlagsSet = 59
  /// `bpf_msg_redirect_map`.
  case msgRedirectMap = 60
  /// `bpf_msg_apply_bytes`.
  case msgApplyBytes = 61
  /// `bpf_msg_cork_bytes`.
  case msgCorkBytes = 62
  /// `bpf_msg_pull_data`.
  case msgPullData = 63
  /// `bpf_bind`.
  case bind = 64
  /// `bpf_xdp_adjust_tail`.
  case xdpAdjustTail = 65
  /// `bpf_skb_get_xfrm_state`.
  case skbGetXfrmState = 66
  /// `bpf_skb_load_bytes_relative`.
  case skbLoadBytesRelative = 68
  /// `bpf_fib_lookup`.
  case fibLookup = 69
  /// `bpf_sock_hash_update`.
  case sockHashUpdate = 70
  /// `bpf_msg_redirect_hash`.
  case msgRedirectHash = 71
  /// `bpf_sk_redirect_hash`.
  case skRedirectHash = 72
  /// `bpf_lwt_push_encap`.
  case lwtPushEncap = 73
  /// `bpf_lwt_seg6_store_bytes`.
  case lwtSeg6StoreBytes = 74
  /// `bpf_lwt_seg6_adjust_srh`.
  case lwtSeg6AdjustSrh = 75
  /// `bpf_lwt_seg6_action`.
  case lwtSeg6Action = 76
  /// `bpf_rc_repeat`.
  case rcRepeat = 77
  /// `bpf_rc_keydown`.
  case rcKeydown = 78
  /// `bpf_skb_cgroup_id`.
  case skbCgroupId = 79
  /// `bpf_get_local_storage`.
  case getLocalStorage = 81
  /// `bpf_sk_select_reuseport`.
  case skSelectReuseport = 82
  /// `bpf_skb_ancestor_cgroup_id`.
  case skbAncestorCgroupId = 83
  /// `bpf_sk_lookup_tcp`.
  case skLookupTcp = 84
  /// `bpf_sk_lookup_udp`.
  case skLookupUdp = 85
  /// `bpf_sk_release`.
  case skRelease = 86
  /// `bpf_msg_push_data`.
  case msgPushData = 90
  /// `bpf_msg_pop_data`.
  case msgPopData = 91
  /// `bpf_rc_pointer_rel`.
  case rcPointerRel = 92
  /// `bpf_sk_fullsock`.
  case skFullsock = 95
  /// `bpf_tcp_sock`.
  case tcpSock = 96
  /// `bpf_skb_ecn_set_ce`.
  case skbEcnSetCe = 97
  /// `bpf_get_listener_sock`.
  case getListenerSock = 98
  /// `bpf_skc_lookup_tcp`.
  case skcLookupTcp = 99
  /// `bpf_tcp_check_syncookie`.
  case tcpCheckSyncookie = 100
  /// `bpf_sysctl_get_name`.
  case sysctlGetName = 101
  /// `bpf_sysctl_get_current_value`.
  case sysctlGetCurrentValue = 102
  /// `bpf_sysctl_get_new_value`.
  case sysctlGetNewValue = 103
  /// `bpf_sysctl_set_new_value`.
  case sysctlSetNewValue = 104
  /// `bpf_sk_storage_get`.
  case skStorageGet = 107
  /// `bpf_sk_storage_delete`.
  case skStorageDelete = 108
  /// `bpf_tcp_gen_syncookie`.
  case tcpGenSyncookie = 110
  /// `bpf_skb_output`.
  case skbOutput = 111
  /// `bpf_tcp_send_ack`.
  case tcpSendAck = 116
  /// `bpf_xdp_output`.
  case xdpOutput = 121
  /// `bpf_get_netns_cookie`.
  case getNetnsCookie = 122
  /// `bpf_sk_assign`.
  case skAssign = 124
  /// `bpf_sk_cgroup_id`.
  case skCgroupId = 128
  /// `bpf_sk_ancestor_cgroup_id`.
  case skAncestorCgroupId = 129
  /// `bpf_csum_level`.
  case csumLevel = 135
  /// `bpf_skc_to_tcp6_sock`.
  case skcToTcp6Sock = 136
  /// `bpf_skc_to_tcp_sock`.
  case skcToTcpSock = 137
  /// `bpf_skc_to_tcp_timewait_sock`.
  case skcToTcpTimewaitSock = 138
  /// `bpf_skc_to_tcp_request_sock`.
  case skcToTcpRequestSock = 139
  /// `bpf_skc_to_udp6_sock`.
  case skcToUdp6Sock = 140
  /// `bpf_load_hdr_opt`.
  case loadHdrOpt = 142
  /// `bpf_store_hdr_opt`.
  case storeHdrOpt = 143
  /// `bpf_reserve_hdr_opt`.
  case reserveHdrOpt = 144
  /// `bpf_skb_cgroup_classid`.
  case skbCgroupClassid = 151
  /// `bpf_redirect_neigh`.
  case redirectNeigh = 152
  /// `bpf_redirect_peer`.
  case redirectPeer = 155
  /// `bpf_bprm_opts_set`.
  case bprmOptsSet = 159
  /// `bpf_ima_inode_hash`.
  case imaInodeHash = 161
  /// `bpf_sock_from_file`.
  case sockFromFile = 162
  /// `bpf_check_mtu`.
  case checkMtu = 163
  /// `bpf_skc_to_unix_sock`.
  case skcToUnixSock = 178
  /// `bpf_xdp_get_buff_len`.
  case xdpGetBuffLen = 188
  /// `bpf_xdp_load_bytes`.
  case xdpLoadBytes = 189
  /// `bpf_xdp_store_bytes`.
  case xdpStoreBytes = 190
  /// `bpf_skb_set_tstamp`.
  case skbSetTstamp = 192
  /// `bpf_ima_file_hash`.
  case imaFileHash = 193
  /// `bpf_skc_to_mptcp_sock`.
  case skcToMptcpSock = 196
  /// `bpf_tcp_raw_gen_syncookie_ipv4`.
  case tcpRawGenSyncookieIpv4 = 204
  /// `bpf_tcp_raw_gen_syncookie_ipv6`.
  case tcpRawGenSyncookieIpv6 = 205
  /// `bpf_tcp_raw_check_syncookie_ipv4`.
  case tcpRawCheckSyncookieIpv4 = 206
  /// `bpf_tcp_raw_check_syncookie_ipv6`.
  case tcpRawCheckSyncookieIpv6 = 207

  /// The name in the C header without its prefix, such as `map_lookup_elem`.
  package var name: String {
    var name = ""
    for character in String(describing: self) {
      if character.isUppercase { name.append("_") }
      name.append(contentsOf: character.lowercased())
    }
    return name
  }
}
