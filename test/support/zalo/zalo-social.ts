import { z } from 'zod'
import { md5 } from './zalo-crypto.ts'
import type { Person } from './zalo-messages.ts'
import type { Handlers } from './zalo-sends.ts'
import { textOf, ZaloError } from './zalo-wire.ts'
import type { KnownGroup, World } from './zalo-world.ts'

/** Who is who: profiles, friends and their requests, groups. */
export function createSocial(world: World, befriended: (uid: string) => void): Handlers {
  const avatar = (uid: string) => `https://s120-ava-talk.zadn.vn/${uid}.jpg`
  /** The same person for every account, which `uid` is not. */
  const globalId = (uid: string) => BigInt(`0x${md5(`global ${uid}`).slice(0, 14)}`).toString()

  const profile = ({ uid, name }: Person) => ({
    ...{ userId: uid, username: '', displayName: name, zaloName: name, avatar: avatar(uid), bgavatar: '', cover: '' },
    ...{ gender: 0, dob: 0, sdob: '', status: '', phoneNumber: '', isFr: world.friends.has(uid) ? 1 : 0, isBlocked: 0 },
    ...{
      lastActionTime: 0,
      lastUpdateTime: 0,
      isActive: 0,
      key: 0,
      type: 0,
      isActivePC: 0,
      isActiveWeb: 0,
      isValid: 1,
    },
    ...{ userKey: '', accountStatus: 0, oaInfo: null, user_mode: 0, globalId: globalId(uid), bizPkg: { pkgId: 0 } },
    ...{ createdTs: 0, oa_status: null },
  })

  const groupInfo = (group: KnownGroup) => {
    const memberIds = [...group.members.keys()]
    const currentMems = [...group.members.values()].map(({ uid, name }) => ({
      ...{
        id: uid,
        dName: name,
        zaloName: name,
        avatar: avatar(uid),
        avatar_25: avatar(uid),
        accountStatus: 0,
        type: 0,
      },
    }))
    return {
      ...{ groupId: group.id, name: group.name, desc: '', type: 1, creatorId: memberIds.at(-1) ?? '', version: '1' },
      ...{ avt: '', fullAvt: '', memberIds, adminIds: [], currentMems, updateMems: [], admins: [], hasMoreMember: 0 },
      ...{ subType: 1, totalMember: memberIds.length, maxMember: 1_000, setting: {}, createdTime: 0, visibility: 0 },
      ...{ globalId: globalId(group.id), e2ee: 0, extraInfo: { enable_media_store: 1 } },
      ...{ memVerList: memberIds.map((uid) => `${uid}_0`), pendingApprove: { time: 0, uids: null } },
    }
  }

  const known = (uid: string) => (uid === world.account.uid ? world.account : world.people.get(uid))
  const idsOf = (value: unknown) =>
    z
      .array(z.string())
      .parse(value)
      .map((id) => id.replace(/_0$/, ''))
  const groupsIn = () => [...world.groups.values()].filter((group) => group.isIn)

  return {
    'chat/keepalive': () => ({ config_vesion: 1 }),
    'chat/api/message/typing': () => ({ status: 0 }),
    'group/api/group/typing': () => ({ status: 0 }),
    'chat/api/message/seenv2': () => ({ status: 0 }),
    'group/api/group/seenv2': () => ({ status: 0 }),
    'chat/api/message/deliveredv2': () => ({ status: 0 }),
    'group/api/group/deliveredv2': () => ({ status: 0 }),

    'profile/api/social/profile/me-v2': ({ session }) => ({ profile: profile(session.account) }),

    'profile/api/social/friend/getprofiles/v2'({ params }) {
      const found = idsOf(params.friend_pversion_map).flatMap((uid) => known(uid) ?? [])
      const changed_profiles = Object.fromEntries(found.map((person) => [person.uid, profile(person)]))
      return { unchanged_profiles: {}, phonebook_version: 1, changed_profiles }
    },

    'profile/api/social/group/members'({ params }) {
      const found = idsOf(params.friend_pversion_map).flatMap((uid) => known(uid) ?? [])
      const profiles = found.map((person) => [person.uid, { ...profile(person), id: person.uid }])
      return { profiles: Object.fromEntries(profiles), unchangeds_profile: [] }
    },

    'profile/api/social/friend/getfriends'({ params }) {
      const [page, count] = [Number(params.page), Number(params.count)]
      return [...world.friends.values()].slice((page - 1) * count, page * count).map(profile)
    },

    'friend/api/friend/recommendsv2/list'() {
      const recommItems = [...world.friendRequests.values()].map(({ uid, name, message, at }) => ({
        recommItemType: 1,
        dataInfo: {
          ...{ userId: uid, zaloName: name, displayName: name, avatar: avatar(uid), phoneNumber: '', status: '' },
          ...{ gender: 0, dob: 0, type: 0, recommType: 2, recommSrc: 30, recommTime: at.getTime() },
          recommInfo: { suggestWay: 0, source: 0, message, customText: null },
          ...{ bizPkg: { pkgId: 0 }, isSeenFriendReq: false },
        },
      }))
      const collapseMsgListConfig = { collapseId: 0, collapseXItem: 0, collapseYItem: 0 }
      return { expiredDuration: 0, collapseMsgListConfig, recommItems }
    },

    'friend/api/friend/accept'({ params, after }) {
      const uid = textOf(params.fid)
      if (world.friends.has(uid)) throw new ZaloError('inner', 225, 'Đã là bạn bè')
      const asked = world.friendRequests.get(uid)
      if (asked === undefined) throw new ZaloError('inner', 112, 'Không có lời mời kết bạn')
      world.friendRequests.delete(uid)
      world.friends.set(uid, { uid, name: asked.name })
      after(() => befriended(uid))
      return ''
    },

    'friend/api/friend/reject'({ params }) {
      if (!world.friendRequests.delete(textOf(params.fid))) throw new ZaloError('inner', 112, 'Không có lời mời')
      return ''
    },

    'group/api/group/getmg-v2'({ params }) {
      const asked = Object.keys(JSON.parse(textOf(params.gridVerMap)) as object)
      const found = groupsIn().filter((group) => asked.includes(group.id))
      const removedsGroup = asked.filter((id) => !found.some((group) => group.id === id))
      const gridInfoMap = Object.fromEntries(found.map((group) => [group.id, groupInfo(group)]))
      return { removedsGroup, unchangedsGroup: [], gridInfoMap }
    },

    'group_poll/api/group/getlg/v4': () => ({
      version: '1',
      gridVerMap: Object.fromEntries(groupsIn().map((group) => [group.id, '1'])),
    }),

    'group/api/group/leave'({ params }) {
      for (const id of z.array(z.string()).parse(params.grids)) {
        const group = world.groups.get(id)
        if (group?.isIn !== true) throw new ZaloError('inner', 166, 'Không phải thành viên')
        group.isIn = false
        group.members.delete(world.account.uid)
      }
      return { memberError: [] }
    },
  }
}
