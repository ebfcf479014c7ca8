// Asks Pecete before a message is sent: ALLOW sends, WARN asks the writer, BLOCK refuses,
// and if Pecete cannot be reached in time the message goes or stays as `failOpen` says.
import { Code, ConnectError, createClient, type Client } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { ChannelKind, ClassifierService, OffsetUnit, Verdict, type Advice, type Finding } from "./gen/pecete/v1/classifier_pb";

// What a guard needs of the application it stands in.
export interface Chat {
  send(text: string): void;
  // Shows the advice with the choice "Edit / Send anyway"; true sends.
  sendAnyway(advice: Advice | undefined): Promise<boolean>;
  refuse(advice: Advice | undefined): void;
}

export type Outcome = "sent" | "sent anyway" | "sent unchecked" | "kept to edit" | "refused" | "kept unchecked";

export class Guard {
  private readonly pecete: Client<typeof ClassifierService>;

  constructor(
    url: string,
    private readonly chat: Chat,
    private readonly options: { locale: "ro" | "en"; timeoutMs: number; failOpen: boolean },
  ) {
    this.pecete = createClient(ClassifierService, createConnectTransport({ baseUrl: url }));
  }

  // findings gives what is sensitive in a text. In JavaScript the places are those of
  // String.slice, because the unit asked for is UTF-16.
  async findings(text: string): Promise<Finding[]> {
    return (await this.ask(text))?.findings ?? [];
  }

  async send(text: string): Promise<Outcome> {
    let assessment;
    try {
      assessment = await this.ask(text);
    } catch (err) {
      return this.unchecked(text, ConnectError.from(err));
    }
    switch (assessment?.verdict) {
      case Verdict.ALLOW:
        this.chat.send(text);
        return "sent";
      case Verdict.BLOCK:
        this.chat.refuse(assessment.advice);
        return "refused";
    }
    // WARN, or a verdict of later days.
    if (!(await this.chat.sendAnyway(assessment?.advice))) return "kept to edit";
    this.chat.send(text);
    return "sent anyway";
  }

  private async ask(text: string) {
    const request = {
      text,
      options: { locale: this.options.locale, offsetUnit: OffsetUnit.UTF16, channel: { kind: ChannelKind.MESSENGER_DIRECT } },
    };
    return (await this.pecete.classify(request, { timeoutMs: this.options.timeoutMs })).assessment;
  }

  private unchecked(text: string, err: ConnectError): Outcome {
    // A message that breaks a rule, such as one that is too long, can never be checked.
    if (err.code === Code.InvalidArgument || !this.options.failOpen) return "kept unchecked";
    this.chat.send(text);
    return "sent unchecked";
  }
}
