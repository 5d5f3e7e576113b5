"""What Graph says of people, teams, messages and files."""

import html
from datetime import UTC, datetime
from typing import Any

from tests.servers.teams_tenant import Posted, StoredFile, Team, TeamsConversation, TeamsTenant, TeamsUser

Json = dict[str, Any]


def team_of(team: Team, tenant: str) -> Json:
    """A `team`."""
    told = {"id": team.group, "displayName": team.name, "description": None, "internalId": team.id}
    return told | {"visibility": team.visibility, "isArchived": team.is_archived, "tenantId": tenant}


def member_of(user: TeamsUser, is_owner: bool, tenant: str) -> Json:
    """An `aadUserConversationMember`."""
    roles = ["owner"] if is_owner else ["guest"] if user.role == "guest" else []
    told = {"@odata.type": "#microsoft.graph.aadUserConversationMember", "id": f"membership-{user.aad}"}
    return told | {"roles": roles, "displayName": user.name, "userId": user.aad, "email": None, "tenantId": tenant}


def full_member(user: TeamsUser) -> Json:
    """A `user`."""
    told = {"id": user.aad, "displayName": user.name, "preferredLanguage": user.locale}
    return (
        told
        | {"userType": "Guest" if user.role == "guest" else "Member", "mail": user.mail or None}
        | {"accountEnabled": user.is_enabled}
    )


def drive_of(channel: TeamsConversation) -> str:
    """Where a channel's files are: private and shared ones have a site of their own."""
    is_own = channel.team is None or channel.channel_type != "standard"
    return f"b!{channel.id if is_own else channel.team.id}"  # type: ignore[union-attr]


def drive_item(file: StoredFile, owner: TeamsUser) -> Json:
    """A `driveItem`."""
    when = {"createdDateTime": "2026-01-01T00:00:00Z", "lastModifiedDateTime": "2026-01-01T00:00:00Z"}
    told = {"id": f"01{file.id.replace('-', '').upper()}", "name": file.name, "size": len(file.content)} | when
    told |= {"webUrl": file.link, "eTag": f'"{{{file.id.upper()}}},1"', "file": {"mimeType": file.media_type}}
    by = {"user": {"id": owner.aad, "displayName": owner.name}}
    told |= {"createdBy": by, "lastModifiedBy": by}
    return told | {"parentReference": {"driveId": file.drive, "driveType": "documentLibrary", "path": "/drive/root:"}}


def attachment(file: StoredFile) -> Json:
    """A `chatMessageAttachment` of a file."""
    told = {"id": file.id, "contentType": "reference", "contentUrl": file.link, "content": None, "name": file.name}
    return told | {"thumbnailUrl": None, "teamsAppId": None}


def chat_message(posted: Posted, channel: TeamsConversation, tenant: TeamsTenant) -> Json:
    """A `chatMessage`."""
    at = datetime.fromtimestamp(int(posted.id) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    gone = {"deletedDateTime": at if posted.is_gone else None, "lastEditedDateTime": None}
    told = {"id": posted.id, "replyToId": posted.root or None, "etag": posted.id, "messageType": "message"}
    told |= {"createdDateTime": at, "lastModifiedDateTime": at, "importance": "normal", "locale": "en-us"} | gone
    told |= {"subject": None, "summary": None, "webUrl": None, "policyViolation": None, "reactions": [], "mentions": []}
    held = tenant.files | tenant.gone
    files = [held[each] for each in posted.activity.get("_files", ())]
    body = "" if posted.is_gone else html.escape(str(posted.activity.get("text") or ""))
    marks = "".join(f'<attachment id="{each.id}"></attachment>' for each in files)
    told |= {"body": {"contentType": "html", "content": f"<p>{body}</p>{marks}"}}
    told |= {"from": _sender(posted, tenant), "attachments": [attachment(each) for each in files]}
    where = {"teamId": channel.team.group, "channelId": channel.id} if channel.team is not None else None
    return told | {"channelIdentity": where, "chatId": None if where else channel.id}


def _sender(posted: Posted, tenant: TeamsTenant) -> Json:
    if posted.by == tenant.bot:
        app = {"id": tenant.app, "displayName": "TCBot"}
        return {"application": app, "device": None, "user": None}
    user = tenant.users[posted.by]
    return {"application": None, "device": None, "user": {"id": user.aad, "displayName": user.name}}
