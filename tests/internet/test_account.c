/*
 * test_account.c - what a profile's section says of a mail account is taken as it is, or refused
 */
#include "fakes/section_methods.h"
#include <stdlib.h>
#include <string.h>
#include "internet/account.h"
#include "ominet.h"

static struct fake_section section;
static struct account account;

static HRESULT read_section(void)
{
    const struct allocators alloc = {MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer};

    return account_read(&section.IProfSect_iface, &alloc, &account);
}

static int begin(void **state)
{
    (void)state;
    fake_section_init(&section);
    fake_section_put_text(&section, PR_OMINET_EMAIL_W, L"me@y.org");
    fake_section_put_text(&section, PR_OMINET_SMTP_HOST_W, L"mail.y.org");
    return 0;
}

static int end(void **state)
{
    (void)state;
    account_clear(&account);
    return 0;
}

static void what_is_not_said_is_the_default(void **state)
{
    (void)state;
    assert_int_equal(read_section(), S_OK);
    assert_string_equal(account.from, "me@y.org");
    assert_string_equal(account.smtp.host, "mail.y.org");
    assert_int_equal(account.smtp.port, 587);
    assert_int_equal(account.smtp.tls, CONNECTION_STARTTLS);
    assert_int_equal(account.smtp.limit_msec, 60000);
    assert_null(account.smtp.user);
    assert_null(account.smtp.ca);
    assert_memory_equal(account.name, L"me@y.org", sizeof(L"me@y.org"));
}

static void what_is_said_is_taken(void **state)
{
    (void)state;
    fake_section_put_text(&section, PR_OMINET_NAME_W, L"M\u00fc Me");
    fake_section_put_text(&section, PR_OMINET_USER_W, L"\u00fcser");
    fake_section_put_number(&section, PR_OMINET_SMTP_TLS, OMINET_TLS);
    assert_int_equal(read_section(), S_OK);
    assert_int_equal(account.smtp.port, 465);
    assert_int_equal(account.smtp.tls, CONNECTION_TLS);
    assert_string_equal(account.smtp.user, "\xc3\xbcser");
    assert_memory_equal(account.name, L"M\u00fc Me", sizeof(L"M\u00fc Me"));
}

static void without_an_address_or_a_server_there_is_no_account(void **state)
{
    static const ULONG needed[] = {PR_OMINET_EMAIL_W, PR_OMINET_SMTP_HOST_W};

    for (int i = 0; i < 2; i++) {
        begin(state);
        fake_section_remove(&section, needed[i]);
        assert_int_equal(read_section(), MAPI_E_UNCONFIGURED);
        assert_null(account.from);
    }
}

static void the_sections_password_is_wiped(void **state)
{
    static WCHAR secret[] = L"secret";
    static const WCHAR zeros[sizeof(secret) / sizeof(secret[0])];

    (void)state;
    fake_section_put_text(&section, PR_OMINET_PASSWORD_W, secret);
    assert_int_equal(read_section(), S_OK);
    assert_string_equal(account.smtp.password, "secret");
    assert_memory_equal(secret, zeros, sizeof(secret));
}

/* Neither read nor set. */
static void what_means_nothing_is_refused(void **state)
{
    static const struct {
        ULONG tag;
        const WCHAR *text;
    } texts[] = {
        {PR_OMINET_EMAIL_W, L"nobody"},        {PR_OMINET_EMAIL_W, L"a@b>\r\nRCPT TO:<c@d"},
        {PR_OMINET_SMTP_HOST_W, L"host/path"}, {PR_OMINET_SMTP_HOST_W, L"user@host"},
        {PR_OMINET_SMTP_HOST_W, L""},          {PR_OMINET_USER_W, L"a\nb"},
        {PR_OMINET_CA_W, L"not a certificate"}};
    static const struct {
        ULONG tag;
        LONG number;
    } numbers[] = {{PR_OMINET_SMTP_PORT, 0},  {PR_OMINET_SMTP_PORT, 65536},
                   {PR_OMINET_SMTP_TLS, -1},  {PR_OMINET_SMTP_TLS, 3},
                   {PR_OMINET_TIME_LIMIT, 0}, {PR_OMINET_TIME_LIMIT, 3601}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        begin(state);
        fake_section_put_text(&section, texts[i].tag, texts[i].text);
        assert_int_equal(read_section(), MAPI_E_UNCONFIGURED);
        assert_false(account_value_is_good(fake_section_find(&section, texts[i].tag)));
    }
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        begin(state);
        fake_section_put_number(&section, numbers[i].tag, numbers[i].number);
        assert_int_equal(read_section(), MAPI_E_UNCONFIGURED);
        assert_false(account_value_is_good(fake_section_find(&section, numbers[i].tag)));
    }
}

static void the_wrong_type_may_not_be_set(void **state)
{
    const SPropValue port = {.ulPropTag = PROP_TAG(PT_I8, PROP_ID(PR_OMINET_SMTP_PORT))};
    const SPropValue email = {.ulPropTag = PROP_TAG(PT_LONG, PROP_ID(PR_OMINET_EMAIL))};
    const SPropValue other = {.ulPropTag = PR_COMMENT_W};

    (void)state;
    assert_false(account_value_is_good(&port));
    assert_false(account_value_is_good(&email));
    assert_true(account_value_is_good(&other));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define ACCOUNT(name) cmocka_unit_test_setup_teardown(name, begin, end)
        ACCOUNT(what_is_not_said_is_the_default),
        ACCOUNT(what_is_said_is_taken),
        ACCOUNT(without_an_address_or_a_server_there_is_no_account),
        ACCOUNT(the_sections_password_is_wiped),
        ACCOUNT(what_means_nothing_is_refused),
        ACCOUNT(the_wrong_type_may_not_be_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
