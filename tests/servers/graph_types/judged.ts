import * as graph from "@microsoft/microsoft-graph-types";

/** What the bot asks Graph for. */
export interface Judged {
  member: graph.AadUserConversationMember;
  team: graph.Team;
  message: graph.ChatMessage;
  item: graph.DriveItem;
}
